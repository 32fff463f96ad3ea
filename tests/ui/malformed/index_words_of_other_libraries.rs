//! C09, C09, C09, malformed, malformed, malformed, malformed: options of an index as other libraries write them

use peristyle::prelude::*;

/// A row.
#[table(
    name = "plans",
    index(price, where = "price > 0"),
    index(price, filter = price),
    index(name, using = hash),
    unique(name, comment = "a name is used once"),
    index(name, desc),
    index(price, unique),
    unique(price, deferred)
)]
pub struct Plan {
    pub id: Id<Plan>,
    pub price: i64,
    pub name: String,
}

fn main() {}
