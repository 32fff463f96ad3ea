//! A timestamp without a zone, behind an alias: what is asked is the type, not the word that names it.

use peristyle::prelude::*;

type Moment = chrono::NaiveDateTime;

/// Something that is cheaper for a while.
#[table(name = "offers")]
struct Offer {
    id: Id<Offer>,
    ends_at: Moment,
}

fn main() {}
