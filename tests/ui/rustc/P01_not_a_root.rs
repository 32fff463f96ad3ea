use peristyle::prelude::*;

/// A place that sells.
#[table(name = "shops")]
pub struct Shop {
    pub id: Id<Shop>,
}

/// Something that is sold.
#[table(name = "org_products", tenant = Shop)]
pub struct Product {
    pub id: Id<Product>,
    pub shop_id: Id<Shop>,
}

fn main() {}
