//! A schema has any name and any visibility that a static has, also one that generated code could have taken.

#![allow(non_upper_case_globals, reason = "the names are the point")]

use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
}

/// What a customer owes.
#[table(name = "bills")]
struct Bill {
    id: Id<Bill>,
}

schema! { pub NAMES = [Plan, Bill] }
schema! { pub __NAMES = [Plan] }
schema! { pub __p = [Plan] }
schema! { pub DEF = [Plan] }
schema! { pub __DEF = [Plan] }
schema! { pub(crate) r#type = [Plan] }
schema! { pub(super) None = [Plan] }
schema! { pub(self) Ok = [Bill,] }
schema! { EMPTY = [] }

schema! {
    #[cfg(any())]
    pub NAMES = [Missing]
}

schema! {
    #[allow(non_upper_case_globals)]
    pub tables = [Plan];
    sql_before(name = "s", sql = "SELECT 1");
    sql_after(name = "t", sql = "SELECT 2");
}

/// A schema of its own in each scope.
pub mod inner {
    use super::{Bill, Plan};
    use peristyle::schema;

    schema! { pub(in super::inner) PART = [Plan] }
    schema! { pub(in super) NAMES = [Plan, Bill] }

    /// Inside of a function too.
    pub fn count() -> usize {
        schema! { PARTS = [Plan, Bill] }
        PARTS.tables.len() + PART.tables.len()
    }
}

#[test]
fn each_lists_its_own_tables() {
    let counts = [&NAMES, &__NAMES, &__p, &DEF, &__DEF, &r#type, &None, &Ok, &EMPTY, &tables, &inner::NAMES];
    let counts = counts.map(|schema| schema.tables.len());
    assert_eq!(counts, [2, 1, 1, 1, 1, 1, 1, 1, 0, 1, 2]);
    assert_eq!(inner::count(), 3);
}
