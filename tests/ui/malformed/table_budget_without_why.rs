use peristyle::prelude::*;

/// What was seen.
#[table(name = "sightings", budget(rows = 50_000))]
pub struct Sighting {
    pub id: Id<Sighting>,
    pub region: String,
}

fn main() {}
