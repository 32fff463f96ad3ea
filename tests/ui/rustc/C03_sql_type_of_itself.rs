use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(sql_type = "text", waive(column_type = "an odd table"))]
    pub name: String,
}

fn main() {}
