//! E0599: a variant that is not there is rustc's.

use peristyle::prelude::*;

/// How a plan is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
pub enum Billing {
    Monthly,
    Yearly,
}

/// What a customer pays for.
#[table(name = "plans", index(billing, only(billing == Billing::Weekly)))]
pub struct Plan {
    pub id: Id<Plan>,
    pub billing: Billing,
}

fn main() {}
