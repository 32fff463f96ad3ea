use peristyle::prelude::*;

/// One movement of money.
#[table(name = "entries", append_only)]
pub struct Entry {
    pub id: Id<Entry>,
    pub amount: i64,
}

schema! { pub SCHEMA = [Entry] }
