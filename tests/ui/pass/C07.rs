use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub phones: Vec<String>,
    pub tags: Vec<String>,
}

schema! { pub SCHEMA = [Plan] }
