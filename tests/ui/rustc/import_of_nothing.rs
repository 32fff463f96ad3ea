//! -, -, -, -, E0425: the macros themselves, which `use peristyle::prelude::*;` imports

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
