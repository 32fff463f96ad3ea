use peristyle::prelude::*;

/// How a plan is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(name = "billing", name = "billings")]
pub enum Billing {
    Monthly,
    Yearly,
}

fn main() {}
