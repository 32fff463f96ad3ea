use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(sql_type = "timestamp(3)", waive(column_type = "an older table"))]
    pub starts_at: String,
}

fn main() {}
