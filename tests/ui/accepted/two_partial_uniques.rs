//! Two unique indexes over the same columns, each for rows of its own: one of them has the finder.

use peristyle::prelude::*;

/// A price that is asked for.
#[table(
    name = "prices",
    unique(code, only(is_public)),
    unique(code, only(!is_public), name = "prices_hidden_code_key"),
)]
pub struct Price {
    pub id: Id<Price>,
    pub code: String,
    pub is_public: bool,
}

/// Asks by the first.
pub fn by_code() -> peristyle::query::Find<Price> {
    Price::find_by_code("basic")
}

schema! { pub SCHEMA = [Price] }
