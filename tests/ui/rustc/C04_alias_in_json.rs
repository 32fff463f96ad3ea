use peristyle::prelude::*;
use serde_json::Value;

type Features = Vec<Value>;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub features: Json<Features>,
}

fn main() {}
