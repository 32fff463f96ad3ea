use peristyle::prelude::*;

/// A visit.
#[table(name = "visits")]
pub struct Visit {
    pub id: Id<Visit>,
    #[column(not_valid)]
    pub page: String,
}

fn main() {}
