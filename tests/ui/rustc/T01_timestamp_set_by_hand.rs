//! E0599: there is no such setter.

use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
}

pub fn backdated(then: peristyle::Timestamp) {
    let _ = PlanInsert::new().created_at(then);
}

fn main() {}
