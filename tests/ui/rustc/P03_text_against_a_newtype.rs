use peristyle::prelude::*;

/// An address that a mail once reached.
#[derive(Debug, Clone, PartialEq, ColumnType)]
pub struct Email(String);

/// Somebody who reads.
#[table(name = "readers")]
pub struct Reader {
    pub id: Id<Reader>,
    pub email: Email,
}

fn main() {
    let _ = Reader::EMAIL.eq("a@b.example");
}
