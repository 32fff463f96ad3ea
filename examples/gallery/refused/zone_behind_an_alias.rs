//! A timestamp without a time zone behind an alias: the type decides, not its name.

use peristyle::prelude::*;

type Moment = chrono::NaiveDateTime;

/// A discount for a period.
#[table(name = "offers")]
struct Offer {
    id: Id<Offer>,
    ends_at: Moment,
}

fn main() {}
