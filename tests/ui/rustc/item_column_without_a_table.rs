//! -: the attribute belongs to #[table].

use peristyle::prelude::*;

/// What a customer pays for.
pub struct Plan {
    #[column(varchar(10))]
    pub name: String,
}

fn main() {}
