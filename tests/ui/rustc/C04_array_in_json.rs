use peristyle::prelude::*;
use serde_json::Value;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub features: Json<Vec<Option<Box<Value>>>>,
}

fn main() {}
