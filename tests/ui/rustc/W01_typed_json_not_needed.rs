use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(waive(typed_json = "as it came"))]
    pub seats: i32,
}

fn main() {}
