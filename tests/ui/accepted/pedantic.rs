//! Nothing that is generated is warned about, documentation included.
#![deny(missing_docs, warnings, clippy::pedantic)]

use peristyle::prelude::*;
use rust_decimal::Decimal;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    /// Names it.
    pub id: Id<Organization>,
}

/// Where a product stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
pub enum ProductStatus {
    /// Not to be seen yet.
    Draft,
    /// On sale.
    Active,
}

/// Something an organization sells.
#[table(
    name = "org_products",
    tenant = Organization,
    unique(sku),
    index(created_at(desc), only(status == ProductStatus::Active)),
    check(price >= 0, message = "the price must not be negative"),
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    /// Names it.
    pub id: Id<Product>,
    /// Who sells it.
    pub organization_id: Id<Organization>,
    /// The seller's own number for it.
    #[column(varchar(100))]
    pub sku: String,
    /// What it costs.
    #[column(numeric(10, 2))]
    pub price: Decimal,
    /// How far it is.
    #[column(default = "draft")]
    pub status: ProductStatus,
    /// What it is found by.
    pub tags: Vec<String>,
    /// What it belongs to.
    #[column(on_delete = set_null, why = "a part outlives its whole")]
    pub parent_id: Option<Id<Self>>,
}

/// What was paid.
#[table(name = "org_payments", tenant = Organization, append_only)]
pub struct Payment {
    /// Names it.
    pub id: Id<Payment>,
    /// Who was paid.
    pub organization_id: Id<Organization>,
    /// How much, in cents.
    pub cents: i64,
}

/// Which products go together.
#[table(name = "org_pairs", tenant = Organization, junction(one_id, other_id))]
pub struct Pair {
    /// Who sells both.
    pub organization_id: Id<Organization>,
    /// One of them.
    #[column(on_delete = cascade, why = "a pair means nothing without both")]
    pub one_id: Id<Product>,
    /// The other.
    #[column(on_delete = cascade, why = "a pair means nothing without both")]
    pub other_id: Id<Product>,
}

schema! { pub SCHEMA = [Organization, Product, Payment, Pair] }
