use peristyle::prelude::*;

/// A shelf of a library.
#[table(name = "shelves")]
pub struct Shelf {
    pub id: Id<Shelf>,
    pub letters: peristyle::Range<String>,
}

fn main() {}
