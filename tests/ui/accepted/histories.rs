//! Histories: of a root, of a tenant table with partitions, references and generated columns, of a junction and of a global table.

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root, history)]
pub struct Organization {
    pub id: Id<Organization>,
    #[column(max_len = 100)]
    pub name: String,
}

/// A group of products.
#[table(name = "org_categories", tenant = Organization, history, unique(name), partition(hash(organization_id), 3))]
pub struct Category {
    pub id: Id<Category>,
    pub organization_id: Id<Organization>,
    pub name: String,
}

/// Something that is sold.
#[table(name = "org_products", tenant = Organization, history, unique(sku), check(stock >= 0, message = "nothing is sold twice"))]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    #[column(name = "productSku", max_len = 40, waive(snake_case = "the name of the old program"))]
    pub sku: String,
    #[column(default = 0)]
    pub stock: i32,
    #[column(generated(sql = "stock * 2"))]
    pub twice: Option<i32>,
    #[column(on_delete = set_null, why = "a product outlives its category")]
    pub category_id: Option<Id<Category>>,
}

/// Which products go together, and how well.
#[table(name = "org_pairs", tenant = Organization, history, junction(product_id, other_id))]
pub struct Pair {
    pub organization_id: Id<Organization>,
    #[column(on_delete = cascade, why = "a pair is nothing without both")]
    pub product_id: Id<Product>,
    #[column(on_delete = cascade, why = "a pair is nothing without both")]
    pub other_id: Id<Product>,
    pub weight: i32,
}

/// A rate of a day, deleted for good.
#[table(name = "rates", history, waive(soft_delete = "a wrong rate is removed"))]
pub struct Rate {
    pub id: Id<Rate>,
    pub percent: i16,
}

schema! { pub SCHEMA = [Organization, Category, Product, Pair, Rate] }

#[allow(dead_code, reason = "the tests read the schema")]
fn main() {}
