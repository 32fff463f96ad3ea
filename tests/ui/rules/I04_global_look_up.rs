use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// A key that a program sends.
#[table(name = "org_api_keys", tenant = Organization, unique(key_hash, global, tenant_lookup))]
pub struct ApiKey {
    pub id: Id<ApiKey>,
    pub organization_id: Id<Organization>,
    pub key_hash: Vec<u8>,
}

fn main() {}
