use peristyle::prelude::*;

/// A login that is open.
#[table(name = "sessions", waive(table_doc = "the name says it"))]
pub struct Session {
    pub id: Id<Session>,
}

fn main() {}
