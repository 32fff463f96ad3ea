use peristyle::prelude::*;

/// Tags, with commas between them.
#[derive(Debug, Clone, ColumnType)]
pub struct Tags(String);

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub tag_list: Option<Tags>,
}

fn main() {}
