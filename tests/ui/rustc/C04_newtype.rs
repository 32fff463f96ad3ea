use peristyle::prelude::*;
use serde_json::Value;

/// What a plan includes.
#[derive(Debug, Clone, ColumnType)]
pub struct Features(Json<Vec<Value>>);

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub features: Features,
}

fn main() {}
