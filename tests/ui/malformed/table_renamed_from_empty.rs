use peristyle::prelude::*;

/// What was seen.
#[table(name = "sightings", renamed_from = "")]
pub struct Sighting {
    pub id: Id<Sighting>,
    pub region: String,
}

fn main() {}
