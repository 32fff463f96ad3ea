//! malformed, malformed, malformed: a condition is written in Rust

use peristyle::prelude::*;

/// What a customer pays for.
#[table(
    name = "plans",
    check(name.len() < 5 and seats > 3),
    check(seats = 3),
    index(name, only(retired_at IS NULL)),
)]
pub struct Plan {
    pub id: Id<Plan>,
    pub name: String,
    pub seats: i32,
    pub retired_at: Option<peristyle::Timestamp>,
}

schema! { pub SCHEMA = [Plan] }

fn main() {}
