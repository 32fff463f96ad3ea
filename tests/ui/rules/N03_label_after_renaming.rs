use peristyle::prelude::*;

/// How a plan is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PgEnum)]
#[pg_enum(rename_all = "kebab-case")]
pub enum Billing {
    Monthly,
    AaaaaaaaaaaaaaaaaaaaaBaaaaaaaaaaaaaaaaaaaaBaaaaaaaaaaaaaaaaaaaaB,
}

fn main() {}
