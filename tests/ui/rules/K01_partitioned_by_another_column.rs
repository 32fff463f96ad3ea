use peristyle::prelude::*;

/// What was seen.
#[table(name = "sightings", partition(list(region), child("sightings_eu", "de")))]
pub struct Sighting {
    pub id: Id<Sighting>,
    pub region: String,
}

fn main() {}
