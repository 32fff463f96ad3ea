use peristyle::prelude::*;

/// An address that a mail once reached.
#[derive(Debug, Clone, PartialEq, ColumnType)]
#[column_type(text)]
pub struct Email(Vec<String>);

fn main() {}
