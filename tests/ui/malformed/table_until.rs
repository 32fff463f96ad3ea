//! malformed, malformed, malformed: an old name of a table that no view can have.

use peristyle::prelude::*;

/// An account.
#[table(name = "organizations", tenant_root, renamed_from = "accounts", until = "0.5")]
pub struct Organization {
    pub id: Id<Organization>,
}

/// What was seen.
#[table(name = "sightings", until = "0.5")]
pub struct Sighting {
    pub id: Id<Sighting>,
}

/// What was heard.
#[table(name = "sounds", renamed_from = "noises", until = "")]
pub struct Sound {
    pub id: Id<Sound>,
}

fn main() {}
