use peristyle::prelude::*;

/// What a plan includes.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Features {
    pub seats: i32,
}

/// What a customer pays for.
#[table(name = "plans", index(features))]
pub struct Plan {
    pub id: Id<Plan>,
    pub features: Option<Json<Features>>,
}

fn main() {}
