//! T04: rows of it are kept as they are.

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// What happened to an account, for good.
#[table(name = "org_entries", tenant = Organization, append_only)]
pub struct Entry {
    pub id: Id<Entry>,
    pub organization_id: Id<Organization>,
    pub amount: i64,
}

pub fn forge(tenant: Tenant<Organization>, id: Id<Entry>, changes: std::convert::Infallible) {
    let _ = Entry::update(tenant, id, changes);
}

fn main() {}
