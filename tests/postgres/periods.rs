//! Tables whose rows hold for periods: `unique(.., without_overlaps)` and foreign keys with `period(..)`, which PostgreSQL 18 has first.

use peristyle::prelude::*;
use peristyle::{Range, Timestamp};
use peristyle_test::server::{Role, Server};
use peristyle_tests::newer;
use sqlx::{Connection, PgConnection};

/// A customer account.
#[table(name = "organizations", tenant_root, waive(soft_delete = "an account is closed elsewhere"))]
#[derive(Debug, Clone, PartialEq)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// Something that is sold.
#[table(name = "org_products", tenant = Organization, waive(soft_delete = "a product is kept"))]
#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    pub name: String,
}

/// What a product costs at a time.
#[table(
    name = "org_prices",
    tenant = Organization,
    unique(product_id, valid_at, without_overlaps, why = "A product has one price at a time."),
    waive(soft_delete = "a price is a fact")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Price {
    pub id: Id<Price>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = cascade, why = "a price means nothing without its product")]
    pub product_id: Id<Product>,
    pub valid_at: Range<Timestamp>,
    pub cents: i64,
}

/// When a product is offered: its price is known for all of that time.
#[table(
    name = "org_offers",
    tenant = Organization,
    foreign_key(
        product_id, period(offered), references = Price(product_id, valid_at), initially_deferred,
        why = "an offer has a price at all times"
    ),
    waive(soft_delete = "an offer is a fact")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    pub id: Id<Offer>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = cascade, why = "an offer means nothing without its product")]
    pub product_id: Id<Product>,
    pub offered: Range<Timestamp>,
}

/// Who sits where, spread by the tenant. Without a row, anybody may.
#[table(
    name = "org_seats",
    tenant = Organization,
    unique(line, place, taken, without_overlaps, include(note)),
    partition(hash(organization_id), 2),
    waive(soft_delete = "a seat is left")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Seat {
    pub id: Id<Seat>,
    pub organization_id: Id<Organization>,
    pub line: i32,
    pub place: Option<i32>,
    #[column(sql_type = "int4range", waive(column_type = "a period"))]
    pub taken: String,
    pub note: String,
}

/// A badge, worn by one person of one organization at a time. NULL is worn once too.
#[table(
    name = "org_badges",
    tenant = Organization,
    unique(number, worn, without_overlaps, global, nulls_not_distinct, name = "worn_once"),
    unique(worn, without_overlaps, initially_deferred, with(fillfactor = 70)),
    waive(soft_delete = "a badge is given back", unique_per_tenant = "badges are numbered for all")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Badge {
    pub id: Id<Badge>,
    pub organization_id: Id<Organization>,
    pub number: Option<i64>,
    pub worn: Option<Range<chrono::NaiveDate>>,
}

/// A lesson; a deleted one keeps its room.
#[table(
    name = "lessons",
    unique(room, days, without_overlaps, including_deleted, deferrable),
    waive(unique_live = "a room is cleaned in any case")
)]
#[derive(Debug, Clone, PartialEq)]
pub struct Lesson {
    pub id: Id<Lesson>,
    pub room: i32,
    #[column(sql_type = "datemultirange", waive(column_type = "a period"))]
    pub days: String,
}

schema! { min = 18; pub PERIODS = [Organization, Product, Price, Offer, Seat, Badge, Lesson] }

/// A period of a text such as `[2026-01-01, 2026-02-01 12:00:00)`, in UTC.
pub fn period(text: &str) -> Range<Timestamp> {
    let bound = |bound: &str| match bound.trim() {
        day if day.len() == "2026-01-01".len() => format!("{day} 00:00:00+00"),
        "" => String::new(),
        time => format!("{time}+00"),
    };
    let text = match text.split_once(',') {
        Some((lower, upper)) => {
            let (lower, upper) = (lower.split_at(1), upper.split_at(upper.len() - 1));
            format!("{}{},{}{}", lower.0, bound(lower.1), bound(upper.0), upper.1)
        }
        None => text.to_owned(),
    };
    text.parse().unwrap()
}

/// What the tables need of a database before they are loaded.
pub const EXTENSIONS: &str = "CREATE EXTENSION btree_gist;";

/// A server that has constraints over periods, or nothing, and then the reason is printed.
pub async fn server() -> Option<&'static Server> {
    let server = newer::eighteen().await?;
    let database = server.empty_database().await.unwrap();
    let mut admin = PgConnection::connect_with(&database.connect_options(Role::Admin)).await.unwrap();
    let has_it = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'btree_gist')");
    if !has_it.fetch_one::<_>(&mut admin).await.map(|found: bool| found).unwrap() {
        println!("skipped: the server has no btree_gist");
        return None;
    }
    Some(server)
}
