use peristyle::prelude::*;

type Tags = String;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub tag_list: Tags,
}

fn main() {}
