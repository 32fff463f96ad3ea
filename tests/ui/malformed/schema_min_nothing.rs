use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
}

schema! { min = ; pub SCHEMA = [Plan] }

fn main() {}
