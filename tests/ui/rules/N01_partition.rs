use peristyle::prelude::*;

/// What was seen.
#[table(
    name = "sightings",
    waive(primary_key = "ids are made by the application alone"),
    partition(list(region), child("SightingsEu", "de"))
)]
pub struct Sighting {
    pub id: Id<Sighting>,
    pub region: String,
}

fn main() {}
