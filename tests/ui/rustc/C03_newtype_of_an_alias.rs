use peristyle::prelude::*;

type Maybe = Option<String>;

/// An address that a mail once reached.
#[derive(Debug, Clone, PartialEq, ColumnType)]
pub struct Email(Maybe);

/// Somebody who reads.
#[table(name = "readers")]
pub struct Reader {
    pub id: Id<Reader>,
    pub email: Email,
}

fn main() {}
