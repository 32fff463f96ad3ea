use peristyle::prelude::*;

/// A group of products.
#[table(name = "categories")]
pub struct Category {
    pub id: Id<Category>,
    pub name: String,
}

/// Something that is sold.
#[table(name = "products")]
pub struct Product {
    pub id: Id<Product>,
    #[column(on_delete = restrict, why = "a category with products is kept")]
    pub category_id: Id<Category>,
    #[column(name = "label")]
    pub category_name: String,
}

fn main() {}
