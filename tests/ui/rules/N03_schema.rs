use peristyle::prelude::*;

/// What a customer pays for.
#[table(schema = "a_schema_whose_name_is_longer_than_what_postgresql_keeps_of_any_name", name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub code: String,
    pub seats: i32,
}

fn main() {}
