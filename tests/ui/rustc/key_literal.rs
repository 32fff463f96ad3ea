//! E0451: the fields of a key are private, so no literal makes one

use peristyle::TenantKey;
use peristyle::prelude::*;

/// An account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

pub fn key() -> TenantKey<Organization> {
    TenantKey { text: String::new(), root: std::marker::PhantomData }
}

fn main() {}
