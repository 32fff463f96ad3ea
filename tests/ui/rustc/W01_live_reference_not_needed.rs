//! W01: the target of the foreign key has no soft deletes.

use peristyle::prelude::*;

/// A group of products.
#[table(name = "categories", waive(soft_delete = "categories are really deleted"))]
pub struct Category {
    pub id: Id<Category>,
}

/// Something that is sold.
#[table(name = "products")]
pub struct Product {
    pub id: Id<Product>,
    #[column(on_delete = restrict, why = "a category with products is kept", waive(live_reference = "products stay"))]
    pub category_id: Id<Category>,
}

fn main() {}
