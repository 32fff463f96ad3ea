use peristyle::prelude::*;

/// A group of products.
#[table(name = "categories")]
pub struct Category {
    pub id: Id<Category>,
}

/// A visit.
#[table(name = "visits", partition(hash(id), 4))]
pub struct Visit {
    pub id: Id<Visit>,
    #[column(on_delete = restrict, why = "a visit is of a category", not_valid)]
    pub category_id: Id<Category>,
}

fn main() {}
