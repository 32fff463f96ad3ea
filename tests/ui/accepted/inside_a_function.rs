//! A table that only one function knows.

use peristyle::Schema;

pub fn schema() -> &'static Schema {
    use peristyle::prelude::*;

    /// What a customer pays for.
    #[table(name = "plans", unique(name))]
    struct Plan {
        id: Id<Plan>,
        name: String,
    }

    schema! { SCHEMA = [Plan] }

    &SCHEMA
}
