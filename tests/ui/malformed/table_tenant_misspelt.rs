//! malformed: the misspelt key is the one error: the table is read as if it had its tenant

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// A group of products.
#[table(name = "org_categories", tennant = Organization)]
pub struct Category {
    pub id: Id<Category>,
    pub organization_id: Id<Organization>,
}

fn main() {}
