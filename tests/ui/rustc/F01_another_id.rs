use peristyle::prelude::*;

/// A place that sells.
#[table(name = "shops")]
pub struct Shop {
    pub id: Id<Shop>,
}

mod other {
    pub trait Key {
        type Type;
    }

    impl Key for super::Shop {
        type Type = i64;
    }

    pub type Id<T> = <T as Key>::Type;
}

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(on_delete = restrict, why = "a shop with plans is kept")]
    pub shop_id: other::Id<Shop>,
}

fn main() {}
