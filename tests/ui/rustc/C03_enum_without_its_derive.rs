use peristyle::prelude::*;

/// How a plan is paid.
#[derive(Debug, Clone, Copy)]
pub enum Billing {
    Monthly,
    Yearly,
}

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    pub billing: Billing,
}

fn main() {}
