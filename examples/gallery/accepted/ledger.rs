//! A ledger: rows are inserted and selected, and nobody can change them, not even by hand.

use peristyle::prelude::*;
use peristyle_build::ddl::{self, Options};

/// An account with money.
#[table(name = "accounts", unique(number))]
struct Account {
    id: Id<Account>,
    #[column(varchar(34))]
    number: String,
}

/// A movement of money.
#[table(name = "entries", append_only, check(cents != 0, message = "the amount must not be zero"))]
struct Entry {
    id: Id<Entry>,
    #[column(on_delete = restrict, why = "an account with entries is kept")]
    account_id: Id<Account>,
    cents: i64,
    #[column(varchar(140))]
    purpose: String,
    // Only created_at is added: `Entry::update` and `Entry::delete` do not exist.
}

schema! { SCHEMA = [Account, Entry] }

/// What this example prints.
pub fn show() -> String {
    let options = Options::new().application_role("bank_app"); // the role that the service logs in as
    let ddl = ddl::sql(&SCHEMA, &options).expect("a valid schema");
    let words = ["peristyle_append_only", "GRANT"];
    let parts = ddl.split("\n\n").filter(|part| words.iter().any(|word| part.contains(word)));
    parts.collect::<Vec<&str>>().join("\n\n")
}

fn main() {
    print!("{}", show());
}
