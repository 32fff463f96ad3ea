use peristyle::prelude::*;

/// What was seen.
#[table(name = "sightings")]
pub struct Sighting {
    pub id: Id<Sighting>,
}

schema! {
    pub SCHEMA = [Sighting];
    sql_before(name = "year", sql = "COMMENT ON TABLE a IS 'open");
}

fn main() {}
