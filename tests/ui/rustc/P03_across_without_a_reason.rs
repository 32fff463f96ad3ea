use peristyle::AcrossTenants;
use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

pub fn everyone() -> AcrossTenants<Organization> {
    peristyle::across_tenants!(Organization, " ...")
}

fn main() {}
