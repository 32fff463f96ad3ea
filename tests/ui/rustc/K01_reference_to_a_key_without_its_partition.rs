use peristyle::prelude::*;

/// What was seen.
#[table(
    name = "sightings",
    waive(primary_key = "ids are made by the application alone"),
    partition(list(region), child("sightings_eu", "de"))
)]
pub struct Sighting {
    pub id: Id<Sighting>,
    pub region: String,
}

/// What was written about it.
#[table(name = "reports")]
pub struct Report {
    pub id: Id<Report>,
    #[column(on_delete = restrict, why = "a report is about something")]
    pub sighting_id: Id<Sighting>,
}

fn main() {}
