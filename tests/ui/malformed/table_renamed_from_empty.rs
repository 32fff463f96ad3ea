use peristyle::prelude::*;

/// What was seen.
#[table(name = "sightings", renamed_from = "")]
pub struct Sighting {
    pub id: Id<Sighting>,
    #[column(renamed_from = "")]
    pub region: String,
}

fn main() {}
