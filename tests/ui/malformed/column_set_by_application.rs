//! malformed, malformed: a column that the application sets anyway, and a value.

use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", waive(timestamps = "the old program sets them"))]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(set_by_application)]
    pub name: String,
    #[column(set_by_application = true)]
    pub created_at: peristyle::Timestamp,
}

fn main() {}
