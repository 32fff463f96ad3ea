//! C03: a newtype without `Clone` is an error of the newtype, and not of the columns that have it.

use peristyle::prelude::*;

/// A code, which cannot be cloned.
#[derive(Debug, ColumnType)]
pub struct Code(String);

/// What is sold.
#[table(name = "products")]
pub struct Product {
    pub id: Id<Product>,
    pub code: Code,
}

fn main() {}
