//! A price as a float, where 0.1 + 0.2 is not 0.3.

use peristyle::prelude::*;

/// A product.
#[table(name = "products")]
struct Product {
    id: Id<Product>,
    #[column(varchar(255))]
    name: String,
    price: f64,
}

fn main() {}
