use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans", primary_key(country, number))]
pub struct Plan {
    pub country: String,
    pub number: i32,
}

fn main() {}
