use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// A shelf, by its number within the account.
#[table(
    name = "org_shelves",
    tenant = Organization,
    primary_key(number),
    waive(primary_key = "numbered by hand", uuid_v7 = "numbered by hand"),
)]
pub struct Shelf {
    pub organization_id: Id<Organization>,
    pub number: i32,
}

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(references = Shelf, on_delete = restrict, why = "kept")]
    pub shelf: i32,
}

fn main() {}
