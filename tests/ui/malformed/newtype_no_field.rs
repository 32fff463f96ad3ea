use peristyle::prelude::*;

/// An address that a mail once reached.
#[derive(Debug, Clone, PartialEq, ColumnType)]
pub struct Email;

fn main() {}
