//! C07, C07: two columns, repeated.

use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub phone1: String,
    pub phone2: Option<String>,
    pub fax_1: Option<String>,
    pub fax_2: Option<String>,
}

fn main() {}
