use peristyle::prelude::*;

/// What was booked.
#[table(name = "entries", append_only)]
pub struct Entry {
    pub id: Id<Entry>,
    pub amount: i64,
}

pub fn lock(id: Id<Entry>) {
    let _ = Entry::find(id).for_update();
}

fn main() {}
