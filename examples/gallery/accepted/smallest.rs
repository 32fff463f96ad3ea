//! The smallest table: a name, a sentence, a key and a column, and everything that the database is told because of them.

use peristyle::prelude::*;
use peristyle_build::ddl::{self, Options};

/// What a customer can subscribe to.
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
    ddl::sql(&SCHEMA, &Options::new()).expect("a schema that fits together")
}

fn main() {
    print!("{}", show());
}
