//! A reference that does not say what happens when the row that it points at is deleted.

use peristyle::prelude::*;

/// A group of products.
#[table(name = "categories")]
struct Category {
    id: Id<Category>,
}

/// Something that is sold.
#[table(name = "products")]
struct Product {
    id: Id<Product>,
    category_id: Option<Id<Category>>,
}

fn main() {}
