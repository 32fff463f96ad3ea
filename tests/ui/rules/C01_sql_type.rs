use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(sql_type = "numeric(2, 3)", waive(column_type = "an older table"))]
    pub weight: String,
}

fn main() {}
