//! malformed, malformed, malformed, malformed, malformed, malformed: what SQL has in place of an operator of Rust

use peristyle::prelude::*;

/// A row.
#[table(
    name = "plans",
    check(price IN (1, 2), message = "one or two"),
    check(price <> 3, message = "not three"),
    check(name[0..3] == "abc", message = "begins with abc"),
    check(price * 2 > 9, message = "more than four"),
    check(name[1..2].len() == 1, message = "has a second letter"),
    check(price = NULL, message = "no price")
)]
pub struct Plan {
    pub id: Id<Plan>,
    pub price: i64,
    pub name: String,
}

fn main() {}
