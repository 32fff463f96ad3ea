//! E0277: an enum is copied.

use peristyle::prelude::*;

/// How a plan is paid.
#[derive(Debug, PartialEq, Eq, PgEnum)]
pub enum Billing {
    Monthly,
    Yearly,
}

fn main() {}
