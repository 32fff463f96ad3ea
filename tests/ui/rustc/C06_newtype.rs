use peristyle::prelude::*;

/// A country by its two letters.
#[derive(Debug, Clone, ColumnType)]
#[column_type(sql_type = "char(2)")]
pub struct CountryCode(String);

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub country: CountryCode,
}

fn main() {}
