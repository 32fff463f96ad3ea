use peristyle::prelude::*;

/// What a plan includes.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Features {
    pub seats: i32,
}

/// The same as it was signed.
#[derive(Debug, Clone, ColumnType)]
#[column_type(sql_type = "json")]
pub struct Signed(Json<Features>);

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub features: Option<Signed>,
}

fn main() {}
