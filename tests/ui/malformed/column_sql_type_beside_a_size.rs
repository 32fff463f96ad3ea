use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(varchar(9), sql_type = "inet", waive(column_type = "an older table"))]
    pub address: String,
}

fn main() {}
