//! malformed, malformed, malformed: each value of a budget is reported.

use peristyle::prelude::*;

/// What was seen.
#[table(name = "sightings", budget(rows = 0, sort = "many", why = "..."))]
pub struct Sighting {
    pub id: Id<Sighting>,
    pub region: String,
}

fn main() {}
