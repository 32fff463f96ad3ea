use peristyle::prelude::*;

type Parent = Category;

/// A group of products.
#[table(name = "categories", unique(area, number, including_deleted), foreign_key(area, whole, references = Parent(area, number), on_delete = cascade, why = "a part goes with its whole"), waive(unique_live = "numbers are never used again"))]
pub struct Category {
    pub id: Id<Category>,
    pub area: i32,
    pub number: i32,
    pub whole: i32,
}

fn main() {}
