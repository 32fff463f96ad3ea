//! W01: no target of the table has soft deletes.

use peristyle::prelude::*;

/// A group of products.
#[table(name = "categories", waive(soft_delete = "categories are really deleted"))]
pub struct Category {
    pub id: Id<Category>,
}

/// Something that was sold.
#[table(
    name = "sales",
    foreign_key(category_id, references = Category, on_delete = restrict, why = "sales are kept"),
    waive(live_reference = "sales stay")
)]
pub struct Sale {
    pub id: Id<Sale>,
    pub category_id: uuid::Uuid,
}

fn main() {}
