use peristyle::prelude::*;
use serde_json::{Map, Value};

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub features: Json<Map<String, Value>>,
}

fn main() {}
