use peristyle::prelude::*;

/// What was seen.
#[table(name = "sightings", budget)]
pub struct Sighting {
    pub id: Id<Sighting>,
    pub region: String,
}

fn main() {}
