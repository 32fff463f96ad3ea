use peristyle::prelude::*;

mod other {
    pub use std::option::Option;
}

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub notes: other::Option<String>,
}

fn main() {}
