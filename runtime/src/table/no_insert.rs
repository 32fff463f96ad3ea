use std::convert::Infallible;
use std::marker::PhantomData;

use super::{InsertRow, Table};
use crate::query::Values;

/// The insert type of a retired table. It has no values, because no statement inserts a row.
#[derive(Debug)]
pub struct NoInsert<T> {
    never: Infallible,
    table: PhantomData<fn() -> T>,
}

impl<T: Table<Insert = Self>> InsertRow for NoInsert<T> {
    type Table = T;

    fn into_values(self, _: Values) -> Values {
        match self.never {}
    }
}
