//! Text searches.

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// What was seen.
#[table(name = "sightings", search(name(a), r#where(b), notes, language = "simple"), waive(soft_delete = "seen is seen"))]
pub struct Sighting {
    pub id: Id<Sighting>,
    #[column(varchar(50))]
    pub name: String,
    pub r#where: Option<String>,
    pub notes: String,
}

/// What somebody looks for, in a table that has a column of that name.
#[table(
    name = "org_wishes",
    tenant = Organization,
    search(search, language = "pg_catalog.english", column = "words"),
    waive(leakproof = "a customer has few")
)]
pub struct Wish {
    pub id: Id<Wish>,
    pub organization_id: Id<Organization>,
    pub search: String,
}

schema! { pub SCHEMA = [Organization, Sighting, Wish] }
