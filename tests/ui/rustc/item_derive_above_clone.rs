//! malformed, E0063: a derive above the attribute sees the struct without the added columns; `Clone` does not compile.

use peristyle::prelude::*;

#[derive(Clone)]
/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub name: String,
}

fn main() {}
