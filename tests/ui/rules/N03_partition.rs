use peristyle::prelude::*;

/// What was seen.
#[table(
    name = "sightings",
    waive(primary_key = "ids are made by the application alone"),
    partition(list(region), child("sightings_of_everything_that_was_ever_seen_in_europe_and_beyond_it", "de"))
)]
pub struct Sighting {
    pub id: Id<Sighting>,
    pub region: String,
}

fn main() {}
