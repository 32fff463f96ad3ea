use peristyle::prelude::*;

/// What was seen.
#[table(name = "sightings", sql_before(name = "year", sql = "SELECT 1", after = "SELECT 2"))]
pub struct Sighting {
    pub id: Id<Sighting>,
}

fn main() {}
