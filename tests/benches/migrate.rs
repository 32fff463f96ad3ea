//! The time that the plan of a migration between two schemas of 1,000 tables takes (budget: 50 ms). Run it with
//! `cargo bench -p peristyle-tests --bench migrate`.

mod thousand;

use std::time::Duration;

use peristyle_build::Database;
use peristyle_build::migrate::Migrate;
use thousand::TABLES;

const BUDGET: Duration = Duration::from_millis(50);

fn main() {
    let old = Database::of(&thousand::schema());
    let mut new = old.clone();
    // Every tenth table has a new column.
    for table in new.tables.iter_mut().skip(2).step_by(10) {
        let mut column = table.columns[0].clone();
        (column.name, column.nullable) = ("extra".into(), true);
        table.columns.push(column);
    }
    let migrate = Migrate::to(new).application_role("shop_app");
    let [fastest, median, slowest] = thousand::times(|| migrate.plan(&old));
    let steps = migrate.plan(&old).expect("nothing is refused").steps.len();
    println!(
        "plan of {steps} steps between two schemas of {TABLES} tables: {median:.1?} ({fastest:.1?} to {slowest:.1?}), budget {BUDGET:?}"
    );
    assert!(median < BUDGET, "over the budget");
}
