use peristyle::prelude::*;

/// What was seen.
#[table(name = "sightings", sql_before(sql = "SELECT 1"))]
pub struct Sighting {
    pub id: Id<Sighting>,
}

fn main() {}
