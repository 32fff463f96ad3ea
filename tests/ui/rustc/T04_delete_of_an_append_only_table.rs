//! T04: rows of it are kept.

use peristyle::prelude::*;

/// One movement of money.
#[table(name = "entries", append_only)]
pub struct Entry {
    pub id: Id<Entry>,
    pub amount: i64,
}

pub fn forget(id: Id<Entry>) {
    let _ = Entry::delete(id);
}

fn main() {}
