use peristyle::prelude::*;

/// What is paid.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Steps {
    pub cents: Vec<i64>,
}

/// What is paid at a time.
#[table(
    name = "prices",
    unique(steps, valid_at, without_overlaps),
    waive(soft_delete = "a price is a fact", column_type = "a type that Rust does not have")
)]
pub struct Price {
    pub id: Id<Price>,
    pub steps: Json<Steps>,
    #[column(sql_type = "tstzrange")]
    pub valid_at: String,
}

fn main() {}
