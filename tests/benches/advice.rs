//! The time that advice on 1,000 tables takes, which a build script spends at every change. Run it with
//! `cargo bench -p peristyle-tests --bench advice`.

mod thousand;

use std::time::Duration;

use peristyle_build::{Checked, advice};
use thousand::TABLES;

const BUDGET: Duration = Duration::from_millis(100);

fn main() {
    let schema = thousand::schema();
    let advise = || advice::advise(&Checked::of(&schema).expect("the schema keeps the rules"));
    let [fastest, median, slowest] = thousand::times(advise);
    let count = advise().len();
    println!(
        "advice on {TABLES} tables of 10 columns, {count} findings: {median:.1?} ({fastest:.1?} to {slowest:.1?}), budget {BUDGET:?}"
    );
    assert!(median < BUDGET, "over the budget");
}
