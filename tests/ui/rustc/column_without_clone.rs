//! E0277, E0277: the type of a column without `Clone`: the error is at the field.

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
