use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", waive(column_type = "the domain is another team's"))]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(sql_type = "year", default = "MM")]
    pub since: i32,
}

fn main() {}
