use peristyle::prelude::*;

/// A login that is open.
#[table(name = "sessions", waive(soft_delete = "worthless"), waive(soft_delete = "after logout"))]
pub struct Session {
    pub id: Id<Session>,
}

fn main() {}
