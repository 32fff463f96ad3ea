//! The time that all files of 2,000 tables take, written to a folder as a build script does (issue 5: 100 ms), and each text alone. Run it
//! with `cargo bench -p peristyle-tests --bench emission`.
//!
//! The fastest run is held to the budget: what is slower is other work on the machine.

#[allow(dead_code, reason = "the other benchmarks use the rest")]
mod thousand;

use std::time::Duration;
use std::{env, fs, process};

use peristyle::Schema;
use peristyle_build::{Checked, Database, Options, advice, dbml, ddl, diagram, emit, schema_md};

const TABLES: usize = 2_000;
const BUDGET: Duration = Duration::from_millis(100);

type Output = (&'static str, fn(&Checked) -> String);

const OUTPUTS: [Output; 6] = [
    ("schema.sql", ddl::script),
    ("schema.json", |checked| checked.database().to_json()),
    ("schema.mmd", diagram::mermaid),
    ("schema.svg", diagram::svg),
    ("SCHEMA.md", |checked| schema_md::markdown(checked, &advice::advise(checked))),
    ("schema.dbml", dbml::dbml),
];

fn checked(schema: &Schema) -> Checked {
    let options = Options::new().application_role("shop_app");
    Database::of(schema).check(&options).expect("the schema keeps the rules")
}

fn main() {
    let schema = thousand::schema_of(TABLES);
    let [fastest, median, slowest] = thousand::times(|| checked(&schema));
    println!("the model, checked: {median:.1?} ({fastest:.1?} to {slowest:.1?})");
    let checked = checked(&schema);
    for (name, write) in OUTPUTS {
        let [fastest, median, slowest] = thousand::times(|| write(&checked));
        println!("{name}, {} kB: {median:.1?} ({fastest:.1?} to {slowest:.1?})", write(&checked).len() / 1_000);
    }
    let text = checked.database().to_json();
    let [_, median, _] = thousand::times(|| Database::from_json(&text));
    println!("schema.json read back: {median:.1?}");
    let read =
        Database::from_json(&text).expect("it was written here").check(checked.options()).expect("it was checked");
    let [_, median, _] = thousand::times(|| read.changes_to(&checked));
    println!("compared with the structs: {median:.1?}");
    let [fastest, median, slowest] = thousand::times(|| written(&schema));
    println!("five files of {TABLES} tables: {median:.1?} ({fastest:.1?} to {slowest:.1?}), budget {BUDGET:?}");
    assert!(fastest < BUDGET, "over the budget");
}

/// The files of a first build.
fn written(schema: &Schema) {
    let folder = env::temp_dir().join(format!("peristyle-emission-{}", process::id()));
    let emit = emit(schema).sql().snapshot().diagram().schema_md().application_role("shop_app");
    assert_eq!(emit.write_to(&folder).expect("the files can be written").len(), 5);
    fs::remove_dir_all(folder).expect("they are ours");
}
