use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
}

schema! { min = 19; pub SCHEMA = [Plan] }

fn main() {}
