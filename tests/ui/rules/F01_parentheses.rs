#![allow(unused_parens)]

use peristyle::prelude::*;

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub shop_id: (uuid::Uuid),
}

fn main() {}
