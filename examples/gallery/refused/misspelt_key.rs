//! A misspelt key: no attribute is ever ignored.

use peristyle::prelude::*;

/// A plan for subscriptions.
#[table(name = "plans")]
struct Plan {
    id: Id<Plan>,
    #[column(varhcar(100))]
    name: String,
}

fn main() {}
