use peristyle::prelude::*;

/// What was seen.
#[table(name = "sightings", sql_before)]
pub struct Sighting {
    pub id: Id<Sighting>,
}

fn main() {}
