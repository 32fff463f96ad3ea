//! C09, C09, C09, C09, C09: the SQL of policies and of statistics is one expression over columns that are there.

use peristyle::prelude::*;

/// A notice.
#[table(
    name = "notices",
    row_security,
    policy(name = "one", using = "true) WITH CHECK (true"),
    policy(name = "two", using = "true; DROP TABLE notices"),
    policy(name = "three", with_check = "owner = current_user -- and no more"),
    statistics(owner, titel),
    statistics(sql("count(*)"))
)]
pub struct Notice {
    pub id: Id<Notice>,
    pub owner: String,
    pub title: String,
}

fn main() {}
