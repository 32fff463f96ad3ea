use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(waive(schema_closed = "a partner owns the table"))]
    pub name: String,
}

fn main() {}
