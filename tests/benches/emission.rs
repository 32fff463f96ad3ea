//! The time that all files of 2,000 tables take, but for the SVG, which is told apart (issue 5: 100 ms). Run it with
//! `cargo bench -p peristyle-tests --bench emission`.

#[allow(dead_code, reason = "the other benchmarks use the rest")]
mod thousand;

use std::time::Duration;

use peristyle::snapshot::Snapshot;
use peristyle::{Schema, advice, ddl, diagram, docs};

const TABLES: usize = 2_000;
const BUDGET: Duration = Duration::from_millis(100);

type Output = (&'static str, fn(&Schema) -> String);

const OUTPUTS: [Output; 4] =
    [("schema.sql", sql), ("schema.json", snapshot), ("schema.mmd", diagram::mermaid), ("SCHEMA.md", markdown)];

fn sql(schema: &Schema) -> String {
    ddl::sql(schema, &ddl::Options::new().application_role("shop_app")).expect("the schema keeps the laws")
}

fn snapshot(schema: &Schema) -> String {
    Snapshot::of(schema).to_json()
}

fn markdown(schema: &Schema) -> String {
    docs::markdown(schema, &advice::advise(schema))
}

fn main() {
    let schema = thousand::schema_of(TABLES);
    let mut all = Duration::ZERO;
    for (name, write) in OUTPUTS {
        all += told(name, &schema, write);
    }
    println!("all of {TABLES} tables of 10 columns: {all:.1?}, budget {BUDGET:?}");
    let text = snapshot(&schema);
    let [_, median, _] = thousand::times(|| Snapshot::from_json(&text));
    println!("schema.json read back: {median:.1?}");
    told("schema.svg of 60 tables", &thousand::schema_of(60), diagram::svg);
    told("schema.svg of 500 tables", &thousand::schema_of(500), diagram::svg);
    assert!(all < BUDGET, "over the budget");
}

fn told(name: &str, schema: &Schema, write: fn(&Schema) -> String) -> Duration {
    let [fastest, median, slowest] = thousand::times(|| write(schema));
    let length = write(schema).len() / 1_000;
    println!("{name}, {length} kB: {median:.1?} ({fastest:.1?} to {slowest:.1?})");
    median
}
