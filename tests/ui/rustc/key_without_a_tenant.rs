//! E0308, E0277, E0599, E0599, E0308, E0599, E0061, E0599, E0308, E0277: a key for a cache or a blob store is made by a tenant, and by nothing else

use peristyle::TenantKey;
use peristyle::prelude::*;

/// An account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// Another kind of account.
#[table(name = "partners", tenant_root, prefix = "partner_")]
pub struct Partner {
    pub id: Id<Partner>,
}

fn cached(_: &TenantKey<Organization>) {}

fn main() {
    let id = Id::<Organization>::generate();
    // A text, or one that is converted, read or formatted.
    cached("product/1");
    cached(&"product/1".into());
    cached(&TenantKey::new("product/1"));
    cached(&TenantKey::from_str("product/1"));
    cached(&format!("organizations/{id}/product/1"));
    // Nothing.
    cached(&TenantKey::default());
    // No tenant, an id in its place, a tenant of another root.
    cached(&Tenant::<Organization>::key("product", 1));
    cached(&id.key("product", 1));
    cached(&Tenant::<Partner>::new(Id::generate()).key("product", 1));
    // A part without a text of its own.
    cached(&Tenant::new(id).key("product", 1.5));
}
