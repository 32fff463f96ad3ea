use peristyle::prelude::*;

/// How a plan is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
pub enum Billing {
    Monthly,
    #[pg_enum(name = "monthly")]
    Yearly,
}

fn main() {}
