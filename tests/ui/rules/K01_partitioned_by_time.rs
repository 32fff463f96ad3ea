use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// What was seen.
#[table(
    name = "org_sightings",
    tenant = Organization,
    partition(range(created_at), child("org_sightings_2026", from = "2026-01-01", to = "2027-01-01"))
)]
pub struct Sighting {
    pub id: Id<Sighting>,
    pub organization_id: Id<Organization>,
    pub created_at: peristyle::Timestamp,
}

fn main() {}
