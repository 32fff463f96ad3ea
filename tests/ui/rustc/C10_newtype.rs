use peristyle::prelude::*;

/// So much of something.
#[derive(Debug, Clone, PartialEq, ColumnType)]
pub struct Amount(i16);

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(default = 40000)]
    pub seats: Amount,
}

fn main() {}
