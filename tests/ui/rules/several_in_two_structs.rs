//! F02, K02: one struct does not hide what is wrong with the next.

use peristyle::prelude::*;

/// A place that sells.
#[table(name = "shops")]
pub struct Shop {
    pub id: uuid::Uuid,
}

/// Something that is sold.
#[table(name = "products")]
pub struct Product {
    pub id: Id<Product>,
    pub shop_id: Id<Shop>,
}

fn main() {}
