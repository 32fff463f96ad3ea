use peristyle::prelude::*;

/// Something that is sold.
#[table(name = "products", check(price >= 0, not_valid, not_enforced), waive(validated = "old rows"))]
pub struct Product {
    pub id: Id<Product>,
    pub price: i64,
}

fn main() {}
