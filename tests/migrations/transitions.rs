//! Changes that two releases run on: old and new names, columns that a trigger fills, retired columns.

use peristyle_build::model::{Column, Database, TableTransition, Transition};

use super::matrix::{self, Class, Kind, any, plainly};
use super::scenarios::{
    Scenario, column, copy_table, drop_column, drop_table, new_column, reference_of, scalar, table,
};

/// The column is renamed, with everything that reads it, and keeps its old name.
fn two_names(kind: &Kind, database: &mut Database, old: &str, new: &'static str) {
    let table = kind.of(database);
    matrix::rename_column(table, old, new);
    table.keep_old_name(new, old, "0.5");
}

/// The same, and the new name has another type.
fn two_types(kind: &Kind, database: &mut Database, old: &str, new: &'static str, sql_type: &'static str) {
    let before = column(kind.of(database), old).sql_type.clone();
    column(kind.of(database), old).sql_type = scalar(sql_type);
    two_names(kind, database, old, new);
    column(kind.of(database), old).sql_type = before;
}

fn retire(column: &mut Column) {
    column.transition = Some(Transition::Retired { reason: "nobody reads it".into() });
}

fn filled(kind: &Kind, database: &mut Database, value: String) {
    let column = new_column(kind.of(database), "extra", scalar("text"));
    column.nullable = false;
    column.transition = Some(Transition::Filled { value: value.into(), until: "0.5".into() });
}

/// The table has another name, with everything that is called by it, and a view has the old one.
fn rename_table(kind: &Kind, database: &mut Database) {
    rename_table_until(database, kind.table);
}

pub fn rename_table_until(database: &mut Database, old: &'static str) {
    let new = format!("{old}_now");
    copy_table(database, old, new.clone().leak());
    let mut copy = database.tables.pop().expect("it was pushed");
    copy.rust_name = table(database, old).rust_name.clone();
    copy.renamed_from.0 = Some(old.into());
    copy.keep_old_table_name(old, "0.5");
    *table(database, old) = copy;
    for reference in database.tables.iter_mut().flat_map(|table| &mut table.references) {
        if reference.target == old {
            reference.target = new.clone().into();
        }
    }
}

/// The rows of a root are the tenants.
fn is_no_root(kind: &Kind) -> bool {
    kind.name != "root"
}

/// Rows of an append-only table cannot be filled.
fn is_changed(kind: &Kind) -> bool {
    kind.name != "partitioned"
}

const CLASSES: &[Class] = &[
    ("until_rename_note", is_changed, plainly, |kind, database| two_names(kind, database, "note", "remark")),
    ("until_rename_text", is_changed, plainly, |kind, database| two_names(kind, database, kind.text, "label")),
    (
        "until_rename_number",
        // A generated column reads it.
        |kind| matches!(kind.name, "plain" | "referred" | "constrained"),
        plainly,
        |kind, database| two_names(kind, database, kind.number, "counted"),
    ),
    (
        "until_rename_decimal",
        |kind| is_changed(kind) && kind.name != "tenant",
        plainly,
        |kind, database| two_names(kind, database, kind.decimal, "measured"),
    ),
    // Another type, without a rewrite.
    (
        "until_type_number",
        |kind| matches!(kind.name, "plain" | "referred" | "constrained"),
        plainly,
        |kind, database| two_types(kind, database, kind.number, "counted", "bigint"),
    ),
    (
        "until_type_decimal",
        |kind| is_changed(kind) && kind.name != "tenant",
        plainly,
        |kind, database| two_types(kind, database, kind.decimal, "measured", "numeric(12,4)"),
    ),
    ("until_type_text", is_changed, plainly, |kind, database| {
        two_types(kind, database, kind.text, "label", "varchar(20)");
    }),
    ("until_rename_nullable_with_default", is_changed, plainly, |kind, database| {
        kind.note(database).default = Some("'none'".into());
        two_names(kind, database, "note", "remark");
    }),
    ("until_rename_two", is_changed, plainly, |kind, database| {
        two_names(kind, database, "note", "remark");
        two_names(kind, database, kind.text, "label");
    }),
    ("until_rename_and_index", is_changed, plainly, |kind, database| {
        matrix::rename_column(kind.of(database), "note", "remark");
        matrix::add_index(kind, database, "an_index", &kind.with_tenant("remark"));
        kind.of(database).keep_old_name("remark", "note", "0.5");
    }),
    ("until_rename_and_not_null", is_changed, plainly, |kind, database| {
        kind.note(database).nullable = false;
        two_names(kind, database, "note", "remark");
    }),
    ("until_filled", is_changed, plainly, |kind, database| filled(kind, database, format!("lower({})", kind.text))),
    ("until_filled_with_default", is_changed, plainly, |kind, database| {
        filled(kind, database, format!("{}::text", kind.number));
        column(kind.of(database), "extra").default = Some("'usual'".into());
    }),
    ("rename_table_until", is_no_root, plainly, rename_table),
    (
        "rename_table_until_and_column",
        |kind| matches!(kind.name, "plain" | "tenant" | "by_range"),
        plainly,
        |kind, database| {
            two_names(kind, database, "note", "remark");
            column(kind.of(database), kind.text).sql_type = scalar("text");
            new_column(kind.of(database), "extra", scalar("integer"));
            rename_table(kind, database);
        },
    ),
    ("retire_table", is_no_root, plainly, |kind, database| {
        kind.of(database).transition = Some(TableTransition::Retired { reason: "nobody reads it".into() });
    }),
    ("retire_nullable", any, plainly, |kind, database| retire(kind.note(database))),
    ("retire_with_default", any, plainly, |kind, database| {
        let column = kind.note(database);
        column.default = Some("'none'".into());
        retire(column);
    }),
];

pub fn all() -> Vec<Scenario> {
    let references = [
        ("tenant", "org_products", "category_id", "shelf_id"),
        ("by_range", "org_visits", "product_id", "goods_id"),
        ("referred", "org_categories", "parent_id", "above_id"),
        ("constrained", "towns", "country_id", "land_id"),
    ];
    let references = references.into_iter().map(|(kind, of, old, new)| Scenario {
        name: format!("until_rename_reference_{kind}"),
        change: Box::new(move |database| {
            let table = table(database, of);
            matrix::rename_column(table, old, new);
            let reference = reference_of(table, old);
            reference.name = reference.name.replace(old, new).into();
            reference.columns.iter_mut().filter(|name| *name == old).for_each(|name| *name = new.into());
            for index in &mut table.indexes {
                index.for_reference.iter_mut().filter(|name| *name == old).for_each(|name| *name = new.into());
                index.name = index.name.replace(old, new).into();
            }
            table.keep_old_name(new, old, "0.5");
        }),
        declare: Box::new(|migrate| migrate),
    });
    matrix::of(CLASSES).into_iter().chain(references).collect()
}

/// The schema of the release after: old names, triggers and retired columns are gone.
pub fn contracted(database: &Database) -> Database {
    let mut database = database.clone();
    let retired: Vec<_> = database.tables.iter().filter(|table| table.retired().is_some()).collect();
    for name in retired.into_iter().map(|table| table.name.to_string()).collect::<Vec<_>>() {
        drop_table(&mut database, &name);
    }
    for table in &mut database.tables {
        table.transition = None;
        let gone = table.columns.iter().filter(|column| column.is_of_other_releases());
        for name in gone.map(|column| column.name.to_string()).collect::<Vec<_>>() {
            table.indexes.retain(|index| !index.reads(&name));
            drop_column(table, &name);
        }
        table.columns.iter_mut().for_each(|column| column.transition = None);
    }
    database
}
