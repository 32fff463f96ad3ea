use peristyle::prelude::*;

/// What was seen.
#[table(name = "sightings", unlogged = true)]
pub struct Sighting {
    pub id: Id<Sighting>,
    pub region: String,
}

fn main() {}
