use peristyle::prelude::*;

/// What was seen.
#[table(name = "sightings", waive(primary_key = "ids are made by the application alone"), partition(list(region), child("a", "de"), child("a", "fr")))]
pub struct Sighting {
    pub id: Id<Sighting>,
    pub at: peristyle::Timestamp,
    pub region: String,
    #[column(generated(sql = "region || '!'"))]
    pub loud: String,
}

fn main() {}
