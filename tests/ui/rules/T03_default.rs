use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(default_sql = "now()")]
    pub deleted_at: Option<peristyle::Timestamp>,
}

fn main() {}
