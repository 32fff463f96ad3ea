//! malformed, malformed: two tables whose rows no tenant counts.

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
    #[column(number_per_tenant)]
    pub number: i64,
}

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(number_per_tenant)]
    pub number: i64,
}

fn main() {}
