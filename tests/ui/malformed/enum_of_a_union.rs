use peristyle::prelude::*;

/// How a plan is paid.
#[derive(Clone, Copy, PgEnum)]
pub union Billing {
    pub days: i32,
    pub months: i32,
}

fn main() {}
