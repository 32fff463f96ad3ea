//! A unique on `deleted_at`, as the rule sheet's own template has it: two rows that are deleted in one transaction collide.

use peristyle::prelude::*;

/// What a customer can subscribe to.
#[table(name = "plans", unique(name), unique(deleted_at))]
struct Plan {
    id: Id<Plan>,
    #[column(varchar(100))]
    name: String,
}

fn main() {}
