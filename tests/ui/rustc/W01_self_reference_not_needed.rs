use peristyle::prelude::*;

/// A place that sells.
#[table(name = "shops")]
pub struct Shop {
    pub id: Id<Shop>,
}

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(on_delete = cascade, why = "a plan goes with its shop", waive(self_reference = "the first is its own"))]
    pub shop_id: Id<Shop>,
}

fn main() {}
