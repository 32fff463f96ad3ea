//! The time that the DDL of 1,000 tables takes (budget: 50 ms). Run it with `cargo bench -p peristyle-tests --bench ddl`.

mod thousand;

use std::time::Duration;

use peristyle_build::ddl;
use thousand::TABLES;

const BUDGET: Duration = Duration::from_millis(50);

fn main() {
    let schema = thousand::schema();
    let options = ddl::Options::new().application_role("shop_app");
    let [fastest, median, slowest] = thousand::times(|| ddl::sql(&schema, &options));
    let length = ddl::sql(&schema, &options).expect("the schema keeps the rules").len();
    println!(
        "DDL of {TABLES} tables of 10 columns, {} kB: {median:.1?} ({fastest:.1?} to {slowest:.1?}), budget {BUDGET:?}",
        length / 1_000
    );
    assert!(median < BUDGET, "over the budget");
}
