use peristyle::prelude::*;

/// What a plan includes.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Features {
    pub seats: i32,
}

/// What a plan includes.
#[derive(Debug, Clone, ColumnType)]
pub struct Included(Json<Features>);

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(waive(jsonb = "it is signed"))]
    pub features: Included,
}

fn main() {}
