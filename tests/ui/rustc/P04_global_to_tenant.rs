use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(on_delete = set_null, why = "a plan outlives who asked for it")]
    pub asked_for_by: Option<Id<Organization>>,
}

fn main() {}
