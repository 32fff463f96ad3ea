use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
}

schema! { pub SCHEMA = [Plan]; min = 18; }

fn main() {}
