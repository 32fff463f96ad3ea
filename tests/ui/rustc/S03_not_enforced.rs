use peristyle::prelude::*;

/// Something that is sold.
#[table(name = "products", check(price >= 0, not_enforced), waive(validated = "another program keeps it"))]
pub struct Product {
    pub id: Id<Product>,
    pub price: i64,
}

schema! { min = 16; pub SCHEMA = [Product] }

fn main() {}
