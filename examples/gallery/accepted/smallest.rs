//! The smallest table: a name, a doc comment, a primary key and a column, and all its DDL.

use peristyle::prelude::*;
use peristyle_build::ddl::{self, Options};

/// A plan for subscriptions.
#[table(name = "plans")]
struct Plan {
    id: Id<Plan>,
    #[column(varchar(100))]
    name: String,
    // created_at, updated_at and deleted_at are added.
}

schema! { SCHEMA = [Plan] }

/// What this example prints.
pub fn show() -> String {
    ddl::sql(&SCHEMA, &Options::new()).expect("a valid schema")
}

fn main() {
    print!("{}", show());
}
