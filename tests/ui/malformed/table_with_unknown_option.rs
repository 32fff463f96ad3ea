use peristyle::prelude::*;

/// What was seen.
#[table(name = "sightings", with(filfactor = 70))]
pub struct Sighting {
    pub id: Id<Sighting>,
    pub region: String,
}

fn main() {}
