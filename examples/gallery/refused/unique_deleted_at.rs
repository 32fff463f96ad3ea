//! A unique index on `deleted_at`: two rows that are deleted in one transaction have the same value.

use peristyle::prelude::*;

/// A plan for subscriptions.
#[table(name = "plans", unique(name), unique(deleted_at))]
struct Plan {
    id: Id<Plan>,
    #[column(varchar(100))]
    name: String,
}

fn main() {}
