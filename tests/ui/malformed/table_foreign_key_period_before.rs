use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// What is paid at a time.
#[table(
    name = "org_prices",
    tenant = Organization,
    unique(code, valid_at, without_overlaps),
    waive(soft_delete = "a price is a fact", column_type = "a period")
)]
pub struct Price {
    pub id: Id<Price>,
    pub organization_id: Id<Organization>,
    pub code: i32,
    #[column(sql_type = "tstzrange")]
    pub valid_at: String,
}

/// When it is offered.
#[table(
    name = "org_offers",
    tenant = Organization,
    foreign_key(period(offered), code, references = Price(code, valid_at), why = "x"),
    waive(soft_delete = "an offer is a fact", column_type = "a period")
)]
pub struct Offer {
    pub id: Id<Offer>,
    pub organization_id: Id<Organization>,
    pub code: i32,
    #[column(sql_type = "tstzrange")]
    pub offered: String,
}

fn main() {}
