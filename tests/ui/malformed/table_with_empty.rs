use peristyle::prelude::*;

/// What was seen.
#[table(name = "sightings", with())]
pub struct Sighting {
    pub id: Id<Sighting>,
    pub region: String,
}

fn main() {}
