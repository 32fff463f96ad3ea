//! E0308: the variant of another enum
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
#[table(name = "plans", index(billing, only(billing == State::Active)))]
pub struct Plan {
    pub id: Id<Plan>,
    pub billing: Billing,
}

fn main() {}
