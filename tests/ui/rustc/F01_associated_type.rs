use peristyle::prelude::*;

pub trait Numbered {
    type Number;
}

pub struct Shop;

impl Numbered for Shop {
    type Number = i64;
}

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub shop_id: <Shop as Numbered>::Number,
}

fn main() {}
