use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// One movement of money.
#[table(name = "org_entries", tenant = Organization, append_only)]
pub struct Entry {
    pub id: Id<Entry>,
    #[column(on_delete = cascade, why = "an entry belongs to its tenant")]
    pub organization_id: Id<Organization>,
}

fn main() {}
