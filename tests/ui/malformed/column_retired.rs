//! C09, C09, C09, C09, K01, malformed, malformed, malformed, malformed, malformed: a retired column where one is in use.

use peristyle::prelude::*;

/// What was seen.
#[table(
    name = "sightings",
    unique(code),
    index(place, only(seen > 0)),
    check(count >= 0, message = "a count is not negative")
)]
pub struct Sighting {
    #[column(retired = "counted elsewhere")]
    pub id: Id<Sighting>,
    #[column(retired = "nobody reads it")]
    pub code: Option<String>,
    #[column(retired = "nobody reads it")]
    pub place: Option<String>,
    #[column(retired = "nobody reads it", default = 0)]
    pub seen: i32,
    #[column(retired = "nobody reads it")]
    pub count: Option<i32>,
    #[column(retired = "nobody reads it")]
    pub region: String,
    #[column(retired)]
    pub sign: Option<String>,
    #[column(retired = " ")]
    pub note: Option<String>,
    #[column(retired = "nobody reads it", renamed_from = "way", until = "0.5")]
    pub road: Option<String>,
}

fn main() {}
