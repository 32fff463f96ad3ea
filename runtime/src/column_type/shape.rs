//! Whether a type is a document of any shape (rule C04). Generated code asks this for the type of each column, so an
//! alias cannot hide it.

use std::marker::PhantomData;

/// Returns the shape of a type: `ShapeOf::<T>::IS_ANY` is true for `serde_json::Value` and containers of it.
/// [`KnownShape`] has the value for all other types.
#[doc(hidden)]
pub struct ShapeOf<T: ?Sized>(PhantomData<T>);

/// The value for all other types: the compiler prefers the inherent constant to the one of a trait.
#[doc(hidden)]
pub trait KnownShape {
    /// False.
    const IS_ANY: bool = false;
}

impl<T: ?Sized> KnownShape for ShapeOf<T> {}

#[cfg(feature = "json")]
mod json {
    use std::borrow::Cow;
    use std::collections::{BTreeMap, HashMap, VecDeque};
    use std::sync::Arc;

    use serde_json::{Map, Value};

    use super::ShapeOf;
    use crate::Json;

    /// `serde_json::Value` and its containers.
    #[doc(hidden)]
    pub trait AnyShape {}

    impl<T: AnyShape + ?Sized> ShapeOf<T> {
        /// True.
        pub const IS_ANY: bool = true;
    }

    impl AnyShape for Value {}
    impl AnyShape for Map<String, Value> {}
    impl<T: AnyShape> AnyShape for Json<T> {}
    impl<T: AnyShape> AnyShape for Option<T> {}
    impl<T: AnyShape> AnyShape for Vec<T> {}
    impl<T: AnyShape> AnyShape for VecDeque<T> {}
    impl<T: AnyShape> AnyShape for [T] {}
    impl<T: AnyShape, const N: usize> AnyShape for [T; N] {}
    impl<T: AnyShape + ?Sized> AnyShape for Box<T> {}
    impl<T: AnyShape + ?Sized> AnyShape for Arc<T> {}
    impl<T: AnyShape + ToOwned + ?Sized> AnyShape for Cow<'_, T> {}
    impl<K, T: AnyShape, S> AnyShape for HashMap<K, T, S> {}
    impl<K, T: AnyShape> AnyShape for BTreeMap<K, T> {}
}
