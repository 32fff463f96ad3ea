//! What needs PostgreSQL 18, once.

use peristyle::prelude::*;

/// A currency.
#[table(name = "currencies", unique(code, number, including_deleted), waive(unique_live = "codes are not given twice"))]
pub struct Currency {
    pub id: Id<Currency>,
    #[column(max_len = 3)]
    pub code: String,
    pub number: i32,
}

/// A customer.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// A position of an order.
#[table(
    name = "org_positions",
    tenant = Organization,
    history,
    foreign_key(code, number, references = Currency(code, number), on_delete = restrict, why = "positions keep it", not_enforced),
    check(cents > 0, not_enforced),
    check(total < 1000000000),
    waive(validated = "another program keeps them"),
)]
pub struct Position {
    pub id: Id<Position>,
    pub organization_id: Id<Organization>,
    #[column(max_len = 3)]
    pub code: String,
    pub number: i32,
    pub cents: i64,
    pub pieces: i64,
    #[column(on_delete = cascade, why = "a position goes with it", not_enforced, deferrable)]
    pub currency_id: Option<Id<Currency>>,
    #[column(generated(sql = "cents * pieces", virtual))]
    pub total: i64,
    #[column(generated(sql = "lower(code)", virtual), max_len = 3)]
    pub plain: Option<String>,
}

/// What happened to a position.
#[table(name = "org_events", tenant = Organization, append_only, partition(hash(organization_id), 2), check(weight > 0, not_enforced), waive(validated = "old scales"))]
pub struct Event {
    pub id: Id<Event>,
    pub organization_id: Id<Organization>,
    pub weight: i32,
    #[column(on_delete = restrict, why = "events keep their position", not_valid)]
    pub position_id: Id<Position>,
    #[column(on_delete = restrict, why = "events keep their currency", not_enforced)]
    pub currency_id: Id<Currency>,
    #[column(generated(sql = "weight * 2", virtual))]
    pub twice: i32,
}

schema! { min = 18; pub SCHEMA = [Currency, Organization, Position, Event] }
