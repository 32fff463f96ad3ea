//! What is made of a schema takes time in proportion to its size: the checks of the model, each file, the snapshot read back, and the plan of a
//! migration. Four times the tables or columns take four times as long; a list that is searched for each of them would take sixteen times as long.
//!
//! The budgets in milliseconds are those of `benches`, which need a quiet machine. The ratio of two times on the processor does not.

#![cfg(unix)]

#[allow(dead_code, reason = "the benchmarks use the rest")]
#[path = "benches/thousand/mod.rs"]
mod thousand;

use std::hint::black_box;
use std::time::Duration;

use peristyle_build::migrate::{Hazard, Migrate};
use peristyle_build::model::{OnDelete, RenamedFrom, Text};
use peristyle_build::{Checked, Database, Options, advice, dbml, ddl, diagram, schema_md};
use rustix::time::{ClockId, clock_gettime};

const FEW: usize = 60;
const TIMES: usize = 4;

/// Between the 4 of a linear function and the 16 of a quadratic one.
const BOUND: f64 = 6.0;

/// In turn; the fastest of each size counts, since other work on the machine empties the caches.
const RUNS: usize = 3;

struct Size {
    checked: Checked,
    json: String,
    /// The same tables, of which every tenth has one column more.
    wider: Checked,
    /// The same tables under other names.
    renamed: Database,
    /// Nothing.
    empty: Database,
}

impl Size {
    fn of(database: &Database) -> Self {
        let mut wider = database.clone();
        for table in wider.tables.iter_mut().step_by(10) {
            let mut column = table.columns[0].clone();
            (column.name, column.nullable) = ("extra".into(), true);
            table.columns.push(column);
        }
        let mut renamed = database.clone();
        for table in &mut renamed.tables {
            table.renamed_from = RenamedFrom(Some(table.qualified().to_string().into()));
            table.name = moved(&table.name);
            for reference in &mut table.references {
                reference.target = moved(&reference.target);
            }
        }
        let mut empty = database.clone();
        empty.tables.clear();
        Self { checked: checked(database), json: database.to_json(), wider: checked(&wider), renamed, empty }
    }

    fn plan(&self, old: &Database, new: &Database) -> usize {
        let mut migrate = Migrate::to(new.clone()).application_role("shop_app");
        for hazard in Hazard::ALL {
            migrate = migrate.allow(hazard, "the time is measured");
        }
        migrate.plan(old).unwrap_or_else(|error| panic!("{error}")).steps.len()
    }

    fn database(&self) -> &Database {
        self.checked.database()
    }
}

/// Another name of a table that belongs to a tenant; the root keeps its own.
fn moved(name: &Text) -> Text {
    name.replacen("org_", "org_new_", 1).into()
}

fn checked(database: &Database) -> Checked {
    let options = Options::new().application_role("shop_app");
    database.clone().check(&options).unwrap_or_else(|error| panic!("{error}"))
}

/// Every table refers to one parent.
fn star(tables: usize) -> Database {
    Database::of(&thousand::schema_of(tables))
}

/// Every table refers to the one before it, and its rows are deleted with those that they refer to.
fn chain(tables: usize) -> Database {
    let mut database = star(tables);
    let mut before = None;
    for table in &mut database.tables {
        let parent = table.references.iter_mut().find(|reference| reference.target == "org_parents");
        let Some(reference) = parent else { continue };
        if let Some((schema, name)) = before.replace((table.schema.clone(), table.name.clone())) {
            (reference.target_schema, reference.target) = (schema, name);
        }
        reference.on_delete = OnDelete::Cascade;
    }
    database
}

/// The same in two schemas.
fn chain_across_schemas(tables: usize) -> Database {
    let mut database = chain(tables);
    let moved = |name: &str| name.ends_with(['1', '3', '5', '7', '9']).then(|| Text::from("billing"));
    for table in &mut database.tables {
        table.schema = moved(&table.name);
        for reference in &mut table.references {
            reference.target_schema = moved(&reference.target);
        }
    }
    database
}

/// One table of many columns, each with an index: 48 and 192.
fn wide(size: usize) -> Database {
    let mut database = star(3);
    let table = database.tables.iter_mut().find(|table| table.name == "org_table_0002").expect("the third table");
    let column = table.column("name").expect("each table has it").clone();
    let index = table.indexes.first().expect("an index of a reference").clone();
    for number in 0..size * 4 / 5 {
        let (mut column, mut index) = (column.clone(), index.clone());
        column.name = format!("name_{number}").into();
        index.name = format!("ix_org_table_0002_name_{number}").into();
        index.columns.truncate(1);
        index.columns[0].name = column.name.clone();
        table.columns.push(column);
        table.indexes.push(index);
    }
    database
}

type Made = (&'static str, fn(&Size) -> usize);

const MADE: [Made; 13] = [
    ("the check", |size| checked(size.database()).tables().len()),
    ("schema.sql", |size| ddl::script(&size.checked).len()),
    ("schema.json", |size| size.database().to_json().len()),
    ("schema.json read back", |size| Database::from_json(&size.json).expect("it was written here").tables.len()),
    ("the changes", |size| size.checked.changes_to(&size.wider).len()),
    ("schema.mmd", |size| diagram::mermaid(&size.checked).len()),
    ("schema.svg", |size| diagram::svg(&size.checked).len()),
    ("SCHEMA.md", |size| schema_md::markdown(&size.checked, &advice::advise(&size.checked)).len()),
    ("schema.dbml", |size| dbml::dbml(&size.checked).len()),
    ("a plan of new columns", |size| size.plan(size.database(), size.wider.database())),
    ("a plan of new names", |size| size.plan(size.database(), &size.renamed)),
    ("a plan of new tables", |size| size.plan(&size.empty, size.database())),
    ("a plan that removes all", |size| size.plan(size.database(), &size.empty)),
];

/// The time of all threads of the process on the processor.
fn now() -> Duration {
    clock_gettime(ClockId::ProcessCPUTime).try_into().expect("a time since the start")
}

fn time(make: fn(&Size) -> usize, size: &Size) -> Duration {
    let start = now();
    black_box(make(black_box(size)));
    now() - start
}

fn slower(shape: &str, schema: fn(usize) -> Database) -> Vec<String> {
    let sizes = [FEW, FEW * TIMES].map(|count| Size::of(&schema(count)));
    let mut slower = Vec::new();
    for (name, make) in MADE {
        let mut fastest = [Duration::MAX; 2];
        for _ in 0..RUNS {
            for (fastest, size) in fastest.iter_mut().zip(&sizes) {
                *fastest = time(make, size).min(*fastest);
            }
        }
        let [few, many] = fastest;
        let ratio = many.as_secs_f64() / few.as_secs_f64();
        println!("{shape}, {name}: {few:.1?} for {FEW}, {many:.1?} for {}: {ratio:.1} times", FEW * TIMES);
        if ratio > BOUND {
            slower.push(format!("{shape}, {name}: {ratio:.1} times for {TIMES} times the size"));
        }
    }
    slower
}

#[test]
fn the_time_grows_with_the_schema() {
    let slower = [
        slower("a star", star),
        slower("a chain", chain),
        slower("a chain across two schemas", chain_across_schemas),
        slower("a wide table", wide),
    ];
    let slower = slower.concat();
    assert!(slower.is_empty(), "{}", slower.join("\n"));
}
