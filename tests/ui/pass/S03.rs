use peristyle::prelude::*;

/// A group of pages.
#[table(name = "categories")]
pub struct Category {
    pub id: Id<Category>,
}

/// A visit of a page.
#[table(name = "visits", partition(hash(id), 4))]
pub struct Visit {
    pub id: Id<Visit>,
    #[column(
        on_delete = restrict,
        why = "a visit is of a category",
        not_valid,
        waive(validated = "older visits are of categories that are gone"),
    )]
    pub category_id: Id<Category>,
}

schema! { min = 18; pub SCHEMA = [Category, Visit] }
