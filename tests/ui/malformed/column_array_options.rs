//! malformed, malformed, malformed, malformed, malformed, malformed: the options of arrays where they say nothing.

use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(no_default)]
    pub name: String,
    #[column(unchecked_elements)]
    pub price: i64,
    #[column(no_default)]
    pub tags: Option<Vec<String>>,
    #[column(no_default, default = ["a"])]
    pub labels: Vec<String>,
    #[column(no_default = 1, unchecked_elements(true))]
    pub codes: Vec<String>,
}

fn main() {}
