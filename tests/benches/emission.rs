//! The time that all files of 2,000 tables take, written to a folder as a build script does (issue 5: 100 ms), and each text alone. Run it
//! with `cargo bench -p peristyle-tests --bench emission`.
//!
//! The fastest run is held to the budget: what is slower is other work on the machine.

#[allow(dead_code, reason = "the other benchmarks use the rest")]
mod thousand;

use std::time::Duration;
use std::{env, fs, process};

use peristyle::Schema;
use peristyle_build::snapshot::Snapshot;
use peristyle_build::{advice, ddl, diagram, emit, schema_md};

const TABLES: usize = 2_000;
const BUDGET: Duration = Duration::from_millis(100);

type Output = (&'static str, fn(&Schema) -> String);

const OUTPUTS: [Output; 5] = [
    ("schema.sql", sql),
    ("schema.json", snapshot),
    ("schema.mmd", diagram::mermaid),
    ("schema.svg", diagram::svg),
    ("SCHEMA.md", markdown),
];

fn sql(schema: &Schema) -> String {
    ddl::sql(schema, &ddl::Options::new().application_role("shop_app")).expect("the schema keeps the rules")
}

fn snapshot(schema: &Schema) -> String {
    Snapshot::of(schema).to_json()
}

fn markdown(schema: &Schema) -> String {
    schema_md::markdown(schema, &advice::advise(schema))
}

fn main() {
    let schema = thousand::schema_of(TABLES);
    for (name, write) in OUTPUTS {
        let [fastest, median, slowest] = thousand::times(|| write(&schema));
        println!("{name}, {} kB: {median:.1?} ({fastest:.1?} to {slowest:.1?})", write(&schema).len() / 1_000);
    }
    let text = snapshot(&schema);
    let [_, median, _] = thousand::times(|| Snapshot::from_json(&text));
    println!("schema.json read back: {median:.1?}");
    let [fastest, median, slowest] = thousand::times(|| written(&schema));
    println!("all of {TABLES} tables, as files: {median:.1?} ({fastest:.1?} to {slowest:.1?}), budget {BUDGET:?}");
    assert!(fastest < BUDGET, "over the budget");
}

/// The files of a first build.
fn written(schema: &Schema) {
    let folder = env::temp_dir().join(format!("peristyle-emission-{}", process::id()));
    let emit = emit(schema).sql().snapshot().diagram().schema_md().application_role("shop_app");
    assert_eq!(emit.write_to(&folder).expect("the files can be written").len(), OUTPUTS.len());
    fs::remove_dir_all(folder).expect("they are ours");
}
