use peristyle::prelude::*;

type Parent = Category;

/// A group of products.
#[table(name = "categories")]
pub struct Category {
    pub id: Id<Category>,
    #[column(on_delete = cascade, why = "a part goes with its whole")]
    pub parent_id: Id<Parent>,
}

fn main() {}
