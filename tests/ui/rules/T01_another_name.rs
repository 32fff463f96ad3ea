//! T01, T01: a table whose timestamps have other names than those of the other tables.

use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(name = "inserted_at")]
    pub created_at: peristyle::Timestamp,
    #[column(name = "removed_at")]
    pub deleted_at: Option<peristyle::Timestamp>,
}

fn main() {}
