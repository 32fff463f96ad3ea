//! malformed, malformed: a value that is not `forced`, and a tenant root.

use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", row_security = enabled)]
pub struct Plan {
    pub id: Id<Plan>,
}

/// Who pays.
#[table(name = "organizations", tenant_root, row_security)]
pub struct Organization {
    pub id: Id<Organization>,
}

fn main() {}
