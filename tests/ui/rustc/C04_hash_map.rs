use std::collections::HashMap;

use peristyle::prelude::*;
use serde_json::Value;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub features: Option<Json<HashMap<String, Value>>>,
}

fn main() {}
