//! W01: an index is declared, so there is nothing to waive.

use peristyle::prelude::*;

/// A group of products.
#[table(name = "categories")]
pub struct Category {
    pub id: Id<Category>,
}

/// Something that is sold.
#[table(name = "products", index(category_id, including_deleted))]
pub struct Product {
    pub id: Id<Product>,
    #[column(on_delete = restrict, why = "a category with products is kept", waive(fk_index = "small"))]
    pub category_id: Id<Category>,
}

fn main() {}
