use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan<'a> {
    pub id: Id<Plan<'a>>,
    pub name: &'a str,
}

fn main() {}
