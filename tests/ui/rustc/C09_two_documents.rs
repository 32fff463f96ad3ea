use peristyle::prelude::*;

/// What a plan includes.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Features {
    pub seats: i32,
}

/// What a customer pays for.
#[table(name = "plans", check(features == trial))]
pub struct Plan {
    pub id: Id<Plan>,
    pub features: Json<Features>,
    pub trial: Json<Features>,
}

fn main() {}
