//! E0308: a plain Uuid is no id.

use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
}

pub fn plan(id: uuid::Uuid) {
    let _ = PlanInsert::new().with_id(id);
}

fn main() {}
