use peristyle::prelude::*;

/// What was seen.
#[table(name = "sightings", search(nam, language = "english"))]
pub struct Sighting {
    pub id: Id<Sighting>,
    pub name: String,
    pub count: i32,
    #[column(generated(sql = "lower(name)"))]
    pub lower: String,
}

fn main() {}
