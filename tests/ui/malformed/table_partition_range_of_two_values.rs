use peristyle::prelude::*;

/// What was seen.
#[table(name = "sightings", waive(primary_key = "ids are made by the application alone"), partition(range(at), child("a", from("2026-01-01", 1), to("2026-02-01", 1))))]
pub struct Sighting {
    pub id: Id<Sighting>,
    pub at: peristyle::Timestamp,
    pub region: String,
    #[column(generated(sql = "region || '!'"))]
    pub loud: String,
}

fn main() {}
