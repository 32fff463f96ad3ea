//! E0599: a column that is computed is set by nobody

use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub seats: i32,
    #[column(generated(sql = "seats * 2"))]
    pub twice: Option<i32>,
}

fn main() {
    let _ = PlanInsert::new(3).twice(6);
}
