use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// Something to do.
#[table(name = "org_jobs", tenant = Organization, append_only, index(number, only(waits), queue))]
pub struct Job {
    pub id: Id<Job>,
    pub organization_id: Id<Organization>,
    pub number: i64,
    pub waits: bool,
}

fn main() {}
