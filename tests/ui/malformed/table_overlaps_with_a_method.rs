use peristyle::prelude::*;

/// What is paid at a time.
#[table(name = "prices", unique(code, valid_at, without_overlaps, method = gist), waive(soft_delete = "a price is a fact", column_type = "a type that Rust does not have"))]
pub struct Price {
    pub id: Id<Price>,
    pub code: String,
    #[column(sql_type = "tstzrange")]
    pub valid_at: String,
}

fn main() {}
