use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(sql_type = "national character(2)", waive(column_type = "an older table"))]
    pub country: String,
}

fn main() {}
