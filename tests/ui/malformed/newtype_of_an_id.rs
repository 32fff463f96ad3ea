use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
}

/// An address that a mail once reached.
#[derive(Debug, Clone, PartialEq, ColumnType)]
pub struct Key(Id<Plan>);

fn main() {}
