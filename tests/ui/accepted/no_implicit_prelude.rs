//! Nothing that is generated leans on the prelude.
#![no_implicit_prelude]

use ::peristyle::{Id, Json, PgEnum, schema, table};
use ::std::option::Option;
use ::std::string::String;
use ::std::vec::Vec;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// Where a product stands in its life.
#[derive(::std::fmt::Debug, ::std::clone::Clone, ::std::marker::Copy, ::std::cmp::PartialEq, PgEnum)]
pub enum ProductStatus {
    Draft,
    Active,
}

/// Something an organization sells.
#[table(
    name = "org_products",
    tenant = Organization,
    unique(sku),
    index(created_at(desc), only(status == ProductStatus::Active)),
    check(weight > 0 && (name.len() > 0 || description.is_some())),
)]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    #[column(varchar(100))]
    pub sku: String,
    pub name: String,
    pub description: Option<String>,
    pub weight: i32,
    #[column(default = "draft")]
    pub status: ProductStatus,
    pub tags: Vec<String>,
    #[column(default = "{}")]
    pub settings: Json<::std::collections::BTreeMap<String, i32>>,
    #[column(on_delete = set_null, why = "a part outlives its whole")]
    pub parent_id: Option<Id<Self>>,
}

schema! { pub SCHEMA = [Organization, Product] }
