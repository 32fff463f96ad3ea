use peristyle::prelude::*;

/// Where money lies.
#[table(name = "accounts")]
pub struct Account {
    pub id: Id<Account>,
}

/// One movement of money.
#[table(name = "entries", append_only)]
pub struct Entry {
    pub id: Id<Entry>,
    pub account_id: Id<Account>,
}

fn main() {}
