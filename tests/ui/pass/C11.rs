use peristyle::prelude::*;

/// A group of products.
#[table(name = "categories")]
pub struct Category {
    pub id: Id<Category>,
}

/// Something that is sold.
#[table(
    name = "products",
    check(price >= 0, name = "products_price", not_valid),
    waive(validated = "rows of the old shop have negative prices"),
)]
pub struct Product {
    pub id: Id<Product>,
    #[column(
        on_delete = restrict,
        why = "a category with products is kept",
        not_valid,
        waive(validated = "some categories of the old shop are gone"),
    )]
    pub category_id: Id<Category>,
    pub price: i64,
}

schema! { pub SCHEMA = [Category, Product] }
