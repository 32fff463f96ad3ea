use peristyle::prelude::*;

/// How a plan is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
pub enum Billing {
    #[pg_enum(name = 1)]
    Monthly,
    Yearly,
}

fn main() {}
