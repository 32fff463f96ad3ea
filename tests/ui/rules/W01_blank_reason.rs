use peristyle::prelude::*;

/// A login that is open.
#[table(name = "sessions", waive(soft_delete = " "))]
pub struct Session {
    pub id: Id<Session>,
}

fn main() {}
