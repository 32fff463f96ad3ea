use peristyle::prelude::*;

/// An address that a mail once reached.
#[derive(Debug, Clone, PartialEq, ColumnType)]
#[column_type(try_from)]
pub struct Email(String);

fn main() {}
