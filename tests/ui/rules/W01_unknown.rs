use peristyle::prelude::*;

/// A login that is open.
#[table(name = "sessions", waive(everything = "we know what we do"))]
pub struct Session {
    pub id: Id<Session>,
}

fn main() {}
