//! malformed, malformed: a column of the versions, by its field and by its name in the database.

use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", history)]
pub struct Plan {
    pub id: Id<Plan>,
    pub version_from: peristyle::Timestamp,
    #[column(name = "version_changed_by")]
    pub author: String,
}

fn main() {}
