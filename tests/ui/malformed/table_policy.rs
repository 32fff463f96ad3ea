//! malformed, malformed, malformed, malformed, malformed, malformed, malformed, malformed: what is no policy.

use peristyle::prelude::*;

/// A notice.
#[table(
    name = "notices",
    row_security,
    policy(using = "true"),
    policy(name = "one"),
    policy(name = "two", command = read, using = "true"),
    policy(name = "three", command = insert, using = "true"),
    policy(name = "four", command = select, with_check = "true"),
    policy(name = "five", to("public"), using = "true"),
    policy(name = "six", role = "reader", using = "true"),
    policy = "seven"
)]
pub struct Notice {
    pub id: Id<Notice>,
}

fn main() {}
