//! Whether a type is a document of any shape (rule C04). Generated code asks for it with the type of each column, so that no alias hides it.

use std::marker::PhantomData;

/// Asks a type for its shape: `ShapeOf::<T>::IS_ANY` is true for `serde_json::Value` and for the containers of it, and [`KnownShape`] answers for any other
/// type.
#[doc(hidden)]
pub struct ShapeOf<T: ?Sized>(PhantomData<T>);

/// The answer for every type that is not of any shape: a trait comes after the inherent constant.
#[doc(hidden)]
pub trait KnownShape {
    /// It is not.
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

    /// `serde_json::Value`, and what holds nothing but such.
    #[doc(hidden)]
    pub trait AnyShape {}

    impl<T: AnyShape + ?Sized> ShapeOf<T> {
        /// It is.
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
