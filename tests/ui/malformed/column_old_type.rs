//! malformed, malformed, malformed, malformed, malformed: the type of an old name where there is no old name, or no type.

use peristyle::prelude::*;

/// What was seen.
#[table(name = "sightings", waive(soft_delete = "they stay"))]
pub struct Sighting {
    pub id: Id<Sighting>,
    #[column(old_type = "integer")]
    pub count: i64,
    #[column(renamed_from = "amount", old_type = "integer")]
    pub sum: i64,
    #[column(backfill = "0", until = "0.5", old_type = "integer")]
    pub total: i64,
    #[column(retired = "counted elsewhere", old_type = "integer")]
    pub number: Option<i64>,
    #[column(renamed_from = "weight", until = "0.5", old_type = "")]
    pub mass: i64,
}

fn main() {}
