use peristyle::prelude::*;

/// An address that a mail once reached.
#[derive(Debug, Clone, PartialEq, ColumnType)]
#[column_type(sql_type = "citext; DROP TABLE plans")]
pub struct Email(String);

fn main() {}
