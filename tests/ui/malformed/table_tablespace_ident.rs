use peristyle::prelude::*;

/// What was seen.
#[table(name = "sightings", tablespace = fast)]
pub struct Sighting {
    pub id: Id<Sighting>,
    pub region: String,
}

fn main() {}
