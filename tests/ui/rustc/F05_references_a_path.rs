use peristyle::prelude::*;

/// A group of products.
#[table(name = "categories", unique(code, including_deleted), waive(unique_live = "codes are never used again"))]
pub struct Category {
    pub id: Id<Category>,
    pub code: i32,
    #[column(references = crate::Category::CODE, on_delete = cascade, why = "a part goes with its whole")]
    pub parent_code: i32,
}

fn main() {}
