use peristyle::prelude::*;

type Features = Json<serde_json::Value>;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub features: Features,
}

fn main() {}
