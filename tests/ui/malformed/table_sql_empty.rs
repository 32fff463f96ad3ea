use peristyle::prelude::*;

/// What was seen.
#[table(name = "sightings", sql_before(name = "year", sql = " -- nothing"))]
pub struct Sighting {
    pub id: Id<Sighting>,
}

fn main() {}
