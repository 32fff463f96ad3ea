//! F02, F02: two references that say nothing.

use peristyle::prelude::*;

/// A place that sells.
#[table(name = "shops")]
pub struct Shop {
    pub id: Id<Shop>,
}

/// A group of products.
#[table(name = "categories")]
pub struct Category {
    pub id: Id<Category>,
}

/// Something that is sold.
#[table(name = "products")]
pub struct Product {
    pub id: Id<Product>,
    pub shop_id: Id<Shop>,
    pub category_id: Option<Id<Category>>,
}

fn main() {}
