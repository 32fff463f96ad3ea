use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root, unique(sql = "true"))]
pub struct Organization {
    pub id: Id<Organization>,
}

fn main() {}
