use peristyle::prelude::*;

/// A country.
#[table(name = "countries", unique(code, including_deleted), waive(unique_live = "codes are never used again"))]
pub struct Country {
    pub id: Id<Country>,
    pub code: String,
    pub name: String,
}

/// Something that is sold.
#[table(name = "products")]
pub struct Product {
    pub id: Id<Product>,
    #[column(references = Country::CODE, on_delete = restrict, why = "a country with products is kept")]
    pub country_code: String,
    pub country_name: String,
}

fn main() {}
