//! A misspelt key: nothing that is written is ever ignored.

use peristyle::prelude::*;

/// What a customer can subscribe to.
#[table(name = "plans")]
struct Plan {
    id: Id<Plan>,
    #[column(varhcar(100))]
    name: String,
}

fn main() {}
