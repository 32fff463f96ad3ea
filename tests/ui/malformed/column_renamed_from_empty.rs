use peristyle::prelude::*;

/// What was seen.
#[table(name = "sightings")]
pub struct Sighting {
    pub id: Id<Sighting>,
    #[column(renamed_from = "")]
    pub region: String,
}

fn main() {}
