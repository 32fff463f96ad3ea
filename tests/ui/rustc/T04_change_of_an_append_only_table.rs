//! E0433: there is no such type.

use peristyle::prelude::*;

/// One movement of money.
#[table(name = "entries", append_only)]
pub struct Entry {
    pub id: Id<Entry>,
    pub amount: i64,
}

pub fn correction() {
    let _ = EntryUpdate::new().amount(0);
}

fn main() {}
