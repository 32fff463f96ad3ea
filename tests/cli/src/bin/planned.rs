//! The program of a large shop, for `plans check`: what its finders and lists read is served by indexes, and what they do not serve is planted.
#![allow(missing_docs, reason = "the structs are those of a test")]

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/organization.rs"]
mod organization;

use organization::Organization;
use peristyle::prelude::*;

/// A country, the same for every shop.
#[table(name = "countries", unique(code), waive(soft_delete = "countries stay"))]
pub struct Country {
    pub id: Id<Country>,
    #[column(max_len = 2)]
    pub code: String,
    #[column(max_len = 100)]
    pub name: String,
}

/// Where an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "order_state")]
pub enum OrderState {
    /// It waits.
    Open,
    /// It was sent.
    Sent,
}

/// Something that was ordered.
#[table(
    name = "org_orders",
    tenant = Organization,
    unique(number),
    index(created_at(desc)),
    index(country_id),
    index(customer, only(state == OrderState::Open)),
    partition(hash(organization_id), 4),
    budget(rows = 40_000, why = "the report of a month reads every order of it"),
)]
pub struct Order {
    pub id: Id<Order>,
    pub organization_id: Id<Organization>,
    #[column(max_len = 40)]
    pub number: String,
    #[column(max_len = 100)]
    pub customer: String,
    pub state: OrderState,
    #[column(on_delete = set_null, why = "an order outlives the names of countries")]
    pub country_id: Option<Id<Country>>,
}

/// A line of an order.
#[table(name = "org_order_lines", tenant = Organization)]
pub struct OrderLine {
    pub id: Id<OrderLine>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = cascade, why = "a line is part of its order")]
    pub order_id: Id<Order>,
    #[column(max_len = 100)]
    pub product: String,
    pub quantity: i32,
}

schema! { pub SCHEMA = [Organization, Country, Order, OrderLine] }

fn main() {
    common::run(&SCHEMA)
}
