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

pub fn forge(tenant: Tenant<Organization>, changes: std::convert::Infallible) {
    let _ = Entry::update_many(tenant, Entry::AMOUNT.eq(1_i64), changes);
}

fn main() {}
