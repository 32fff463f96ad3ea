use peristyle::prelude::*;

type Note = Option<String>;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub note: Note,
}

fn main() {}
