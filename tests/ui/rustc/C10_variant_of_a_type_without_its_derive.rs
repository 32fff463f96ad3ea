//! C03: the enum is not a type of columns, and its default says nothing more
use peristyle::prelude::*;

/// How a plan is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Billing {
    Monthly,
    Yearly,
}

/// What a customer pays for.
#[table(name = "plans")]
pub struct Plan {
    pub id: Id<Plan>,
    #[column(default = Billing::Monthly)]
    pub billing: Billing,
}

fn main() {}
