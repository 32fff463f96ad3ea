//! Tables whose versions are kept: of each tenancy, of each key, in partitions and in another schema.

use peristyle::prelude::*;
use rust_decimal::Decimal;

/// A customer account.
#[table(name = "organizations", tenant_root, history)]
#[derive(Debug, Clone, PartialEq)]
pub struct Organization {
    /// The key.
    pub id: Id<Organization>,
    /// What it is called.
    pub name: String,
}

/// Where a product is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "product_status")]
pub enum Status {
    /// Not sold yet.
    Draft,
    /// Sold.
    Active,
}

/// A group of products.
#[table(name = "org_categories", tenant = Organization, primary_key = "id", history)]
#[derive(Debug, Clone, PartialEq)]
pub struct Category {
    /// The key.
    pub id: Id<Category>,
    /// Whose it is.
    pub organization_id: Id<Organization>,
    /// What it is called.
    pub name: String,
}

/// Something that is sold.
#[table(
    name = "org_products",
    tenant = Organization,
    history,
    unique(sku),
    search(name, language = "simple"),
    waive(leakproof = "each tenant is small"),
    check(price >= 0, message = "the price must not be negative")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    /// The key.
    pub id: Id<Product>,
    /// Whose it is.
    pub organization_id: Id<Organization>,
    /// The number of the article.
    #[column(max_len = 40)]
    pub sku: String,
    /// What it is called.
    pub name: String,
    /// What it costs.
    #[column(numeric(10, 2))]
    pub price: Decimal,
    /// Where it is in its life.
    #[column(default = Status::Draft)]
    pub status: Status,
    /// Its group.
    #[column(on_delete = cascade, why = "a group is sold as a whole")]
    pub category_id: Option<Id<Category>>,
    /// Words.
    pub tags: Vec<String>,
    /// Its name in small letters.
    #[column(generated(sql = "lower(name)"))]
    pub lower_name: String,
}

/// Which products go together.
#[table(name = "org_pairs", tenant = Organization, junction(one_id, other_id), history)]
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// One of them.
    #[column(on_delete = cascade, why = "a pair needs both")]
    pub one_id: Id<Product>,
    /// The other.
    #[column(on_delete = cascade, why = "a pair needs both")]
    pub other_id: Id<Category>,
    /// Whose it is.
    pub organization_id: Id<Organization>,
}

/// What happened, by the day.
#[table(
    name = "org_events",
    tenant = Organization,
    partition(
        list(kind),
        child("org_events_a", "a"),
        child("org_events_rest", default)
    ),
    history,
    waive(primary_key = "the application alone makes ids")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The key.
    pub id: Id<Event>,
    /// Whose it is.
    pub organization_id: Id<Organization>,
    /// Of what kind it is.
    #[column(varchar(10))]
    pub kind: String,
    /// What was said.
    pub text: String,
}

/// A bill.
#[table(
    schema = "billing",
    name = "org_bills",
    tenant = Organization,
    history,
    waive(soft_delete = "a bill is cancelled, never deleted")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Bill {
    /// The key.
    pub id: Id<Bill>,
    /// Whose it is.
    pub organization_id: Id<Organization>,
    /// How much.
    pub cents: i64,
    /// Called as a variable of the functions that write the versions, like the next three.
    pub tenant: Option<String>,
    /// Who asked for a change.
    pub changed_by: Option<String>,
    /// One of two.
    pub one: Option<i32>,
    /// Whether it was.
    pub changed: Option<i32>,
    /// When it was changed last.
    #[column(name = "modified_at", waive(timestamps = "the accounts call it so"))]
    pub updated_at: peristyle::Timestamp,
}

/// A country, the same for all.
#[table(name = "countries", history)]
#[derive(Debug, Clone, PartialEq)]
pub struct Country {
    /// The key.
    pub id: Id<Country>,
    /// What it is called.
    pub name: String,
}

schema! { pub KEPT = [Organization, Category, Product, Pair, Event, Bill, Country] }
