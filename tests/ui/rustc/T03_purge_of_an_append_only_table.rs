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

pub fn forget(tenant: Tenant<Organization>, id: Id<Entry>) {
    let _ = Entry::purge(tenant, id);
}

fn main() {}
