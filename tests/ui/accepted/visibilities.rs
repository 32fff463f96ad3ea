//! The generated types are as visible as the struct, its columns as visible as they were written.

use peristyle::prelude::*;

/// Seen by everyone.
#[table(name = "open")]
pub struct Open {
    pub id: Id<Open>,
    pub(crate) note: Option<String>,
    secret: Option<String>,
}

/// Seen by the crate.
#[table(name = "halfway")]
pub(crate) struct Halfway {
    pub(crate) id: Id<Halfway>,
    pub(super) note: Option<String>,
}

/// Seen here.
#[table(name = "closed")]
struct Closed {
    id: Id<Closed>,
    note: Option<String>,
}

schema! { pub SCHEMA = [Open, Halfway, Closed] }

schema! { pub(crate) HALF = [Halfway] }

schema! { ONE = [Closed] }

#[test]
fn a_private_table_has_the_whole_surface() {
    let draft = ClosedInsert::new().note("for us");
    assert!(draft.validate().is_ok());
    assert!(Closed::find(draft.id()).into_statement().is_ok());
    assert_eq!((HALF.tables.len(), ONE.tables.len()), (1, 1));
}
