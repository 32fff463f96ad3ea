use peristyle::prelude::*;

/// What was seen.
#[table(name = "sightings")]
pub struct Sighting {
    pub id: Id<Sighting>,
}

schema! {
    pub SCHEMA = [Sighting];
    sql_between(name = "year", sql = "SELECT 1");
}

fn main() {}
