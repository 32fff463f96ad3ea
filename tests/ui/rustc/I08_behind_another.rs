use peristyle::prelude::*;

/// What a plan includes.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Features {
    pub seats: i32,
}

/// What a customer pays for.
#[table(name = "plans", index(code, features))]
pub struct Plan {
    pub id: Id<Plan>,
    pub code: String,
    pub features: Json<Features>,
}

fn main() {}
