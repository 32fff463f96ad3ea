use peristyle::prelude::*;

/// An address that a mail once reached.
#[derive(Debug, Clone, PartialEq, ColumnType)]
#[column_type]
pub struct Email(String);

fn main() {}
