//! Types without values.

use std::marker::PhantomData;

/// Marks a type as generic without storing a value.
pub(crate) type Marker<T> = PhantomData<fn() -> T>;
