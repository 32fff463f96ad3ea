use peristyle::prelude::*;

/// A group of products.
#[table(name = "categories")]
pub struct Category {
    pub id: Id<Category>,
    pub parent_id: Option<Id<Self>>,
}

fn main() {}
