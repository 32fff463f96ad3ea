//! C11, C11: a check and a foreign key.
use peristyle::prelude::*;

/// A group of products.
#[table(name = "categories")]
pub struct Category {
    pub id: Id<Category>,
}

/// Something that is sold.
#[table(name = "products", check(price >= 0, not_enforced))]
pub struct Product {
    pub id: Id<Product>,
    #[column(on_delete = restrict, why = "a category with products is kept", not_enforced)]
    pub category_id: Id<Category>,
    pub price: i64,
}

fn main() {}
