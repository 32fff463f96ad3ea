//! malformed, E0658: rustc refuses it as well.

use peristyle::prelude::*;

pub fn plans() {
    #[table(name = "plans")]
    let plan = 1;
}

fn main() {}
