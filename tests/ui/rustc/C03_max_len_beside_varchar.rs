use peristyle::prelude::*;

/// Something that is sold.
#[table(name = "products")]
pub struct Product {
    pub id: Id<Product>,
    #[column(varchar(10), max_len = 9)]
    pub sku: String,
}

fn main() {}
