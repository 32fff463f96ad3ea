//! Budgets: each limit alone, all of them, of a root, of a partitioned and of a global table.

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root, budget(sort = 2_000, why = "the list of accounts is sorted by name"))]
pub struct Organization {
    pub id: Id<Organization>,
}

/// What happened.
#[table(
    name = "org_events",
    tenant = Organization,
    partition(hash(organization_id), 2),
    budget(rows = 18446744073709551615, sort = 1, sequential_scan = 1, why = "the report of a year reads every event"),
)]
pub struct Event {
    pub id: Id<Event>,
    pub organization_id: Id<Organization>,
}

/// A country.
#[table(name = "countries", budget(sequential_scan = 10, why = "all countries are listed"), waive(soft_delete = "countries stay"))]
pub struct Country {
    pub id: Id<Country>,
    pub code: String,
}

schema! { pub SCHEMA = [Organization, Event, Country] }

#[allow(dead_code, reason = "the tests read the schema")]
fn main() {}
