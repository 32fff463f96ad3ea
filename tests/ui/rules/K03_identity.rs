use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", waive(uuid_v7 = "counted"))]
pub struct Plan {
    #[column(identity)]
    pub id: i64,
}

fn main() {}
