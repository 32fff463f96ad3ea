use std::marker::PhantomData;

use crate::{ColumnDef, Table};

/// A column of table `T` that holds a `V`: `Product::SKU`.
pub struct Column<T, V> {
    place: usize,
    types: PhantomData<fn() -> (T, V)>,
}

impl<T: Table, V> Column<T, V> {
    /// The column at that place of the definition.
    #[doc(hidden)]
    #[must_use]
    pub const fn at(place: usize) -> Self {
        Self { place, types: PhantomData }
    }

    /// What the column is in the database.
    #[must_use]
    pub const fn def(self) -> &'static ColumnDef {
        &const { &T::DEF }.columns[self.place]
    }
}

impl<T, V> Clone for Column<T, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, V> Copy for Column<T, V> {}
