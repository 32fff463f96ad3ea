use peristyle::prelude::*;

/// How a plan is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(rename_all)]
pub enum Billing {
    Monthly,
    Yearly,
}

fn main() {}
