use peristyle::prelude::*;

type Key = uuid::Uuid;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Key,
}

fn main() {}
