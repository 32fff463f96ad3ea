use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(sql_type = "pg_catalog.json", waive(column_type = "an older table"))]
    pub features: String,
}

fn main() {}
