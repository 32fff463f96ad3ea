use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", waive(schema_closed = "a partner owns the table"))]
pub struct Plan {
    pub id: Id<Plan>,
}

schema! { pub SCHEMA = [Plan] }

fn main() {}
