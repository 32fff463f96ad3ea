//! The macros themselves: `use peristyle::prelude::*;` imports all of them

/// Where a product is in its life cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "state")]
pub enum State {
    Draft,
    Active,
}

/// Something that is sold.
#[table(name = "products")]
pub struct Product {
    pub id: Id<Product>,
    pub state: State,
}

schema! { pub SCHEMA = [Product] }

fn main() {}
