//! Constraints that rows of an older database may break: foreign keys of one column and of several, checks of a global and of a tenant table.

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// A part of a country, by its number.
#[table(
    name = "regions",
    primary_key(country, number),
    check(number > 0, name = "numbered", message = "a region has a number", not_valid),
    waive(junction = "numbered within the country", soft_delete = "regions stay", validated = "the first ones have none"),
)]
pub struct Region {
    pub country: String,
    pub number: i32,
}

/// A group of products.
#[table(name = "org_categories", tenant = Organization)]
pub struct Category {
    pub id: Id<Category>,
    pub organization_id: Id<Organization>,
}

/// Something that is sold.
#[table(
    name = "org_products",
    tenant = Organization,
    foreign_key(country, region, references = Region, on_delete = restrict, why = "a region with products stays", not_valid),
    check(sql = "price IS NULL OR price > 0", name = "priced", message = "a price is more than nothing", not_valid),
    waive(validated = "products of the old shop"),
)]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    pub country: String,
    pub region: i32,
    pub price: Option<i64>,
    #[column(on_delete = set_null, why = "a product outlives its category", not_valid, deferrable)]
    pub category_id: Option<Id<Category>>,
}

schema! { pub SCHEMA = [Organization, Region, Category, Product] }

#[allow(dead_code, reason = "the tests read the schema")]
fn main() {}
