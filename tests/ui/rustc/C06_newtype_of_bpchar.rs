use peristyle::prelude::*;

/// A country by its two letters.
#[derive(Debug, Clone, ColumnType)]
#[column_type(sql_type = "bpchar")]
pub struct CountryCode(String);

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub countries: Vec<CountryCode>,
}

fn main() {}
