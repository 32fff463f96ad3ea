//! malformed, malformed: an unknown key does not hide a repeated one.

use peristyle::prelude::*;

/// What was seen.
#[table(name = "sightings", budget(row = 50_000, sort = 9, sort = 8, why = "a report"))]
pub struct Sighting {
    pub id: Id<Sighting>,
    pub region: String,
}

fn main() {}
