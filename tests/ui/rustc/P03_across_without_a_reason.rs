//! P03, P03: also for the root of a generic function

use peristyle::{AcrossTenants, TenantRoot};
use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

pub fn everyone() -> AcrossTenants<Organization> {
    peristyle::across_tenants!(Organization, " ...")
}

pub fn all_of<Root: TenantRoot>() -> AcrossTenants<Root> {
    peristyle::across_tenants!(Root, "")
}

fn main() {}
