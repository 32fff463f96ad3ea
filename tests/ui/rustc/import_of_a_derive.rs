//! -, -, C03, C03, C03: an enum whose derive is not imported is one error for each column, also with a default

use peristyle::{Id, table};

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
    #[column(default = State::Draft)]
    pub state: State,
    #[column(default = State::Active)]
    pub next: Option<State>,
    #[column(default = [State::Draft])]
    pub history: Vec<State>,
}

fn main() {}
