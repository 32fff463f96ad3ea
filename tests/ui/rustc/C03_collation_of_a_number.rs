use peristyle::prelude::*;

/// What was seen.
#[table(name = "sightings")]
pub struct Sighting {
    pub id: Id<Sighting>,
    #[column(collate = "C")]
    pub count: i32,
}

fn main() {}
