//! P03, P03, P03, P03: also for the root of a generic function, and for a constant that shows nothing

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

pub fn invisible() -> AcrossTenants<Organization> {
    peristyle::across_tenants!(Organization, "\u{200b}\u{3164}")
}

const SIGNS: &str = "— …";

pub fn by_a_constant() -> AcrossTenants<Organization> {
    peristyle::across_tenants!(Organization, SIGNS)
}

fn main() {}
