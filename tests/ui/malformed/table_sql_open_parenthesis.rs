use peristyle::prelude::*;

/// What was seen.
#[table(name = "sightings", sql_after(name = "year", sql = "SELECT (1", again = "SELECT 1"))]
pub struct Sighting {
    pub id: Id<Sighting>,
}

fn main() {}
