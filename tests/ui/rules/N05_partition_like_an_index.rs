use peristyle::prelude::*;

/// What was seen.
#[table(
    name = "sightings", index(region),
    waive(primary_key = "ids are made by the application alone"),
    partition(list(region), child("sightings_region_idx", "de"))
)]
pub struct Sighting {
    pub id: Id<Sighting>,
    pub region: String,
}

fn main() {}
