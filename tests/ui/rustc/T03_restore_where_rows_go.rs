//! T03: nothing is left to restore.

use peristyle::prelude::*;

/// A login that is open.
#[table(name = "sessions", waive(soft_delete = "sessions are worthless after logout"))]
pub struct Session {
    pub id: Id<Session>,
}

pub fn reopen(id: Id<Session>) {
    let _ = Session::restore(id);
}

fn main() {}
