use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", unique(gone_at))]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(generated(sql = "deleted_at"))]
    pub gone_at: Option<peristyle::Timestamp>,
}

fn main() {}
