//! F06, F06: two references of an append-only table that are emptied; one is not even an `Option`.

use peristyle::prelude::*;

/// A page of the shop.
#[table(name = "pages", unique(code))]
pub struct Page {
    pub id: Id<Page>,
    pub code: i64,
}

/// Who came by.
#[table(name = "visits", append_only)]
pub struct Visit {
    pub id: Id<Visit>,
    #[column(on_delete = set_null, why = "a visit outlives its page")]
    pub page_id: Option<Id<Page>>,
    #[column(on_delete = set_null, why = "it is not even an Option")]
    pub other_id: Id<Page>,
}

fn main() {}
