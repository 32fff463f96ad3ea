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

pub fn forget(tenant: Tenant<Organization>) {
    let _ = Entry::delete_many(tenant, Entry::AMOUNT.eq(1_i64));
}

fn main() {}
