use peristyle::prelude::*;

/// A login that is open.
#[table(name = "sessions", waive(soft_delet = "sessions are worthless after logout"))]
pub struct Session {
    pub id: Id<Session>,
}

fn main() {}
