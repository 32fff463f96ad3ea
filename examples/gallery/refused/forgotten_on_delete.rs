//! A foreign key without `on_delete`.

use peristyle::prelude::*;

/// A group of products.
#[table(name = "categories")]
struct Category {
    id: Id<Category>,
}

/// A product.
#[table(name = "products")]
struct Product {
    id: Id<Product>,
    category_id: Option<Id<Category>>,
}

fn main() {}
