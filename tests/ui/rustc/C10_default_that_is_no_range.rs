use peristyle::prelude::*;

/// A shelf of a library.
#[table(name = "shelves")]
pub struct Shelf {
    pub id: Id<Shelf>,
    #[column(default = "1..4")]
    pub numbers: peristyle::Range<i32>,
}

fn main() {}
