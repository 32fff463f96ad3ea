use peristyle::prelude::*;

/// What was seen.
#[table(name = "sightings", sql_before(name = "year", sql = "SELECT 1"), sql_after(name = "year", sql = "SELECT 2"))]
pub struct Sighting {
    pub id: Id<Sighting>,
}

fn main() {}
