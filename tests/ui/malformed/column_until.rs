//! K01, malformed, malformed, malformed, malformed, malformed, malformed, malformed, malformed, malformed, malformed, malformed: two names and fills where a column has one value.

use peristyle::prelude::*;

/// What was seen.
#[table(name = "sightings", unique(code, day), partition(range(day), child("sightings_rest", default)), waive(soft_delete = "they stay"))]
pub struct Sighting {
    #[column(renamed_from = "number", until = "0.5")]
    pub id: Id<Sighting>,
    pub code: String,
    #[column(until = "0.5")]
    pub region: String,
    #[column(renamed_from = "code", until = "0.5")]
    pub sign: String,
    #[column(renamed_from = "date", until = "0.5")]
    pub day: chrono::NaiveDate,
    #[column(renamed_from = "amount", until = "")]
    pub count: i32,
    #[column(renamed_from = "remark", until = "0.5", default_sql = "current_user")]
    pub note: Option<String>,
    #[column(renamed_from = "twice", until = "0.5", generated(sql = "count * 2"))]
    pub double: Option<i32>,
    #[column(backfill = "lower(code)")]
    pub slug: String,
    #[column(backfill = "lower(code)", until = "0.5")]
    pub path: Option<String>,
    #[column(backfill = "lower(code)", renamed_from = "way", until = "0.5")]
    pub road: String,
    #[column(renamed_from = "colour", until = "0.5")]
    pub paint: String,
    #[column(renamed_from = "colour", until = "0.5")]
    pub hue: String,
}

fn main() {}
