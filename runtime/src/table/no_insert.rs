use std::convert::Infallible;
use std::marker::PhantomData;

use super::{InsertRow, Table};
use crate::query::InsertFields;

/// The insert type of a retired table. It has no values, because no statement inserts a row.
#[derive(Debug)]
pub struct NoInsert<T> {
    never: Infallible,
    table: PhantomData<fn() -> T>,
}

impl<T> NoInsert<T> {
    /// The fields of a value that cannot be.
    #[doc(hidden)]
    #[must_use]
    pub fn fields(self, _: InsertFields<'_>) -> InsertFields<'_> {
        match self.never {}
    }

    /// The clone of a value that cannot be.
    #[doc(hidden)]
    #[must_use]
    pub fn cloned(&self) -> Self {
        match self.never {}
    }
}

impl<T: Table<Insert = Self>> InsertRow for NoInsert<T> {
    type Table = T;
}
