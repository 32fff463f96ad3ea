//! The schema that the scenarios change: plain, tenant, partitioned and append-only tables, with everything that depends on a column.

use peristyle::prelude::*;
use peristyle_build::Database;
use rust_decimal::Decimal;

/// A shop.
#[table(
    name = "organizations",
    tenant_root,
    index(seats, including_deleted),
    check(seats >= 0, message = "a shop has seats")
)]
pub struct Organization {
    pub id: Id<Organization>,
    /// What customers call it.
    #[column(varchar(100))]
    pub name: String,
    #[column(default = 0)]
    pub seats: i32,
    #[column(generated(sql = "seats * 2"))]
    pub feet: Option<i32>,
    #[column(numeric(10, 2), default = 0)]
    pub balance: Decimal,
    pub note: Option<String>,
}

/// Where a product is in its life cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "product_status")]
pub enum ProductStatus {
    Draft,
    Active,
    Retired,
}

/// A shelf of a shop.
#[table(
    name = "org_categories",
    tenant = Organization,
    unique(name),
    index(places, including_deleted),
    check(places >= 0, message = "a shelf has places")
)]
pub struct Category {
    pub id: Id<Category>,
    pub organization_id: Id<Organization>,
    #[column(varchar(50))]
    pub name: String,
    #[column(on_delete = set_null, why = "a shelf outlives the room")]
    pub parent_id: Option<Id<Category>>,
    #[column(default = 0)]
    pub places: i32,
    #[column(numeric(10, 2), default = 0)]
    pub width: Decimal,
    pub note: Option<String>,
}

/// Something that a shop sells.
#[table(
    name = "org_products",
    tenant = Organization,
    unique(sku),
    index(created_at(desc), only(status == ProductStatus::Active)),
    index(title, including_deleted),
    check(price >= 0, message = "the price must not be negative"),
    check(sql = "title <> ''", name = "org_products_title_is_there", message = "a product has a title"),
    check(stock >= 0, message = "the stock must not be negative")
)]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    /// The shop's own number.
    #[column(varchar(40))]
    pub sku: String,
    #[column(varchar(50), default = "untitled")]
    pub title: String,
    #[column(numeric(10, 2))]
    pub price: Decimal,
    #[column(default = 0)]
    pub stock: i32,
    #[column(generated(sql = "price * stock"), numeric(14, 2))]
    pub worth: Option<Decimal>,
    #[column(default = ProductStatus::Draft)]
    pub status: ProductStatus,
    #[column(on_delete = set_null, why = "a product outlives its shelf")]
    pub category_id: Option<Id<Category>>,
    pub tags: Vec<String>,
    pub note: Option<String>,
}

/// What happened, for good.
#[table(name = "org_events", tenant = Organization, append_only, partition(hash(organization_id), 2), index(kind), check(weight >= 0, message = "an event has a weight"))]
pub struct Event {
    pub id: Id<Event>,
    pub organization_id: Id<Organization>,
    #[column(varchar(40))]
    pub kind: String,
    #[column(default = 0)]
    pub weight: i32,
    #[column(numeric(10, 2), default = 0)]
    pub amount: Decimal,
    pub note: Option<String>,
}

/// A visit of a shop, by the year.
#[table(
    name = "org_visits",
    tenant = Organization,
    partition(range(day), child("org_visits_2026", from = "2026-01-01", to = "2027-01-01"), child("org_visits_rest", default)),
    index(page),
    check(hits >= 0, message = "a visit has hits"),
    waive(primary_key = "the application alone makes ids")
)]
pub struct Visit {
    pub id: Id<Visit>,
    pub organization_id: Id<Organization>,
    pub day: chrono::NaiveDate,
    #[column(varchar(80))]
    pub page: String,
    #[column(on_delete = cascade, why = "a visit is of a product")]
    pub product_id: Option<Id<Product>>,
    #[column(default = 0)]
    pub hits: i32,
    #[column(generated(sql = "hits * 2"))]
    pub clicks: Option<i32>,
    #[column(numeric(10, 2), default = 0)]
    pub spent: Decimal,
    pub note: Option<String>,
}

/// A country, the same for every shop.
#[table(
    name = "countries",
    unique(code),
    index(lower(name)),
    check(people >= 0, message = "a country has people"),
    with(fillfactor = 90),
    waive(soft_delete = "countries stay")
)]
pub struct Country {
    pub id: Id<Country>,
    #[column(varchar(2))]
    pub code: String,
    #[column(varchar(80))]
    pub name: String,
    #[column(default = 0)]
    pub people: i32,
    #[column(numeric(10, 2), default = 0)]
    pub area: Decimal,
    pub note: Option<String>,
}

/// A town of a country.
#[table(
    name = "towns",
    unique(number, constraint),
    exclude(int4range(number, number) with "&&", name = "towns_number_excl"),
    index(people),
    check(people >= 0, message = "a town has people"),
    waive(soft_delete = "towns stay")
)]
pub struct Town {
    pub id: Id<Town>,
    pub number: i32,
    #[column(on_delete = restrict, why = "a town is in a country")]
    pub country_id: Id<Country>,
    #[column(identity = by_default)]
    pub line: i64,
    #[column(varchar(80), default = "a town")]
    pub name: String,
    #[column(default = 0)]
    pub people: i32,
    #[column(numeric(10, 2), default = 0)]
    pub area: Decimal,
    pub note: Option<String>,
}

/// What a shop charges, with every version of it.
#[table(
    name = "org_prices",
    tenant = Organization,
    history,
    index(tier),
    check(units >= 0, message = "a price is of units")
)]
pub struct Price {
    pub id: Id<Price>,
    pub organization_id: Id<Organization>,
    #[column(varchar(40))]
    pub tier: String,
    #[column(default = 0)]
    pub units: i32,
    #[column(generated(sql = "units * 2"))]
    pub halves: Option<i32>,
    #[column(numeric(10, 2), default = 0)]
    pub rate: Decimal,
    pub note: Option<String>,
}

schema! {
    pub SCHEMA = [Organization, Category, Product, Event, Visit, Country, Town, Price]
}

pub fn base() -> Database {
    Database::of(&SCHEMA)
}

/// Rows of two tenants.
pub fn rows_by_the_owner() -> String {
    by_the_owner(&base(), include_str!("rows.sql"))
}

/// The policies hold for the owner of the tables too.
pub fn by_the_owner(database: &Database, rows: &str) -> String {
    let forced = database.tables.iter().filter(|table| table.tenant_column().is_some() && !table.without_row_security);
    let forced: Vec<_> = forced.map(|table| &table.name).collect();
    let all = |word: &str| -> String {
        forced.iter().map(|name| format!("ALTER TABLE {name} {word}FORCE ROW LEVEL SECURITY;\n")).collect()
    };
    format!("{}{rows}{}", all("NO "), all(""))
}
