//! P07, P07, P07, P07, P07: policies that would be of no effect, or stop a look-up, or are declared twice.

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// A key of a program.
#[table(
    name = "org_keys",
    tenant = Organization,
    unique(hash, global, tenant_lookup),
    policy(name = "own_keys", restrictive, using = "owner = current_user"),
    waive(unique_per_tenant = "a key is looked up before its tenant is known")
)]
pub struct Key {
    pub id: Id<Key>,
    pub organization_id: Id<Organization>,
    pub hash: String,
    pub owner: String,
}

/// A mark.
#[table(
    name = "org_marks",
    tenant = Organization,
    policy(name = "own_marks", restrictive, using = "owner = current_user"),
    waive(row_security = "marks are public")
)]
pub struct Mark {
    pub id: Id<Mark>,
    pub organization_id: Id<Organization>,
    pub owner: String,
}

/// A draft.
#[table(
    name = "org_drafts",
    tenant = Organization,
    policy(name = "tenant_isolation", restrictive, using = "true"),
    policy(name = "own_drafts", restrictive, using = "owner = current_user"),
    policy(name = "own_drafts", restrictive, using = "author = current_user")
)]
pub struct Draft {
    pub id: Id<Draft>,
    pub organization_id: Id<Organization>,
    pub owner: String,
}

/// A notice.
#[table(name = "notices", policy(name = "everyone", using = "true"))]
pub struct Notice {
    pub id: Id<Notice>,
}

fn main() {}
