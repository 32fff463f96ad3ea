//! malformed, malformed: one malformed key does not hide the next.

use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(varchar, defualt = 1)]
    pub value: String,
}

fn main() {}
