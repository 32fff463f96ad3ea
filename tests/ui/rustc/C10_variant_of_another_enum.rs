//! E0308: a variant of another enum
use peristyle::prelude::*;

/// How a plan is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
pub enum Billing {
    Monthly,
    Yearly,
}

/// Where a plan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
pub enum State {
    Draft,
    Active,
}

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(default = State::Draft)]
    pub billing: Billing,
}

fn main() {}
