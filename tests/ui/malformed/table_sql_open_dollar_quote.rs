use peristyle::prelude::*;

/// What was seen.
#[table(name = "sightings", sql_after(name = "year", sql = "DO $$ BEGIN END $"))]
pub struct Sighting {
    pub id: Id<Sighting>,
}

fn main() {}
