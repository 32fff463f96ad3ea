//! T01, T01: both timestamps are columns like any other, without a waiver.

use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(set_by_application)]
    pub created_at: Option<i64>,
    #[column(default_sql = "now()", set_by_application)]
    pub updated_at: peristyle::Timestamp,
}

fn main() {}
