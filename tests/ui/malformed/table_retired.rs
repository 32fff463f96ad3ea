//! malformed, malformed, malformed, malformed: a table that cannot be retired, and no reason.

use peristyle::prelude::*;

/// An account.
#[table(name = "organizations", tenant_root, retired = "nobody has one")]
pub struct Organization {
    pub id: Id<Organization>,
}

/// What was seen.
#[table(name = "sightings", retired)]
pub struct Sighting {
    pub id: Id<Sighting>,
}

/// What was heard.
#[table(name = "sounds", retired = "..")]
pub struct Sound {
    pub id: Id<Sound>,
}

/// What was smelt.
#[table(name = "smells", renamed_from = "odours", retired = "nobody smells it")]
pub struct Smell {
    pub id: Id<Smell>,
}

fn main() {}
