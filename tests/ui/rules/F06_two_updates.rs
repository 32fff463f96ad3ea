//! F06, F06: a key of an append-only table that follows its target, and a foreign key that is emptied.

use peristyle::prelude::*;

/// A page of the shop.
#[table(name = "pages", unique(code), waive(soft_delete = "pages are erased"))]
pub struct Page {
    pub id: Id<Page>,
    pub code: i64,
}

/// Who came by.
#[table(
    name = "visits",
    append_only,
    foreign_key(again, references = Page(code), on_delete = restrict, on_update = set_null, why = "twice"),
)]
pub struct Visit {
    pub id: Id<Visit>,
    #[column(references = Page::CODE, on_delete = restrict, on_update = cascade, why = "a visit keeps its page")]
    pub code: i64,
    pub again: Option<i64>,
}

fn main() {}
