//! E0616: the fields of a key are private, so it does not lose its tenant

use peristyle::prelude::*;

/// An account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

fn main() {
    let mut key = Tenant::new(Id::<Organization>::generate()).key("product", 1);
    key.text.clear();
}
