use peristyle::prelude::*;

/// An address that a mail once reached.
#[derive(Debug, Clone, PartialEq, ColumnType)]
pub enum Email {
    None,
}

fn main() {}
