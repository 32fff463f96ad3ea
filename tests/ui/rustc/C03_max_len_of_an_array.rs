use peristyle::prelude::*;

/// Something that is sold.
#[table(name = "products")]
pub struct Product {
    pub id: Id<Product>,
    #[column(max_len = 9)]
    pub tags: Vec<String>,
}

fn main() {}
