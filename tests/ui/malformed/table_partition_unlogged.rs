use peristyle::prelude::*;

/// What was seen.
#[table(name = "sightings", unlogged, partition(hash(id), 4))]
pub struct Sighting {
    pub id: Id<Sighting>,
    pub region: String,
}

fn main() {}
