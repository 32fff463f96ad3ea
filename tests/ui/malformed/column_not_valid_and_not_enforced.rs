use peristyle::prelude::*;

/// A group of products.
#[table(name = "categories")]
pub struct Category {
    pub id: Id<Category>,
}

/// Something that is sold.
#[table(name = "products")]
pub struct Product {
    pub id: Id<Product>,
    #[column(on_delete = restrict, why = "it is kept", not_valid, not_enforced, waive(validated = "old rows"))]
    pub category_id: Id<Category>,
}

fn main() {}
