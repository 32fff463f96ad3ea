use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root, unique(slug, global))]
pub struct Organization {
    pub id: Id<Organization>,
    pub slug: String,
}

fn main() {}
