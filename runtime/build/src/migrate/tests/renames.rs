//! What could be a rename is one question; what the structs state is one.

use super::super::*;
use super::{refusals, refused, table};
use crate::fixture::*;
use crate::model::Database;
use crate::{ColumnDef, Schema, TableDef};

#[test]
fn a_rename_is_one_question_beside_what_is_refused_whatever_the_answer_is() {
    let rename = |database: &mut Database| {
        let table = table(database, "org_products");
        table.columns.iter_mut().find(|column| column.name == "sku").unwrap().name = "code".into();
        for index in &mut table.indexes {
            index
                .columns
                .iter_mut()
                .filter(|column| column.name == "sku")
                .for_each(|column| column.name = "code".into());
        }
        table.checks.retain(|check| check.columns.iter().all(|column| column != "sku"));
    };
    let one = refusals(rename, |migrate| migrate);
    assert_eq!(one.len(), 1, "{one:#?}");
    assert!(one[0].message.contains("no longer has the column `sku` and has a new column `code`"), "{one:#?}");
    let both = refusals(
        |database| {
            rename(database);
            table(database, "org_products").columns.retain(|column| column.name != "tags");
            table(database, "org_products").checks.retain(|check| check.columns != ["tags"]);
        },
        |migrate| migrate,
    );
    assert!(both[0].message.contains("`code`") && both.len() > 1, "{both:#?}");
    assert!(both[1..].iter().all(|one| one.message.contains("`tags`")), "{both:#?}");
}

#[test]
fn a_misspelt_old_name_is_asked_for() {
    let misspelt = refusals(
        |database| {
            let table = table(database, "org_products");
            let column = table.columns.iter_mut().find(|column| column.name == "tags").unwrap();
            column.name = "words".into();
            column.renamed_from.0 = Some("tgas".into());
            table.checks.retain(|check| check.columns != ["tags"]);
        },
        |migrate| migrate,
    );
    assert_eq!(misspelt.len(), 1, "{misspelt:#?}");
    assert_eq!(misspelt[0].message, "`org_products` has no column `tgas`, which `renamed_from` of `words` names");
    assert!(misspelt[0].help.starts_with("did you mean `renamed_from = \"tags\"`?"), "{misspelt:#?}");
    let with_both_names = refusals(
        |database| {
            let table = table(database, "org_products");
            table.columns.iter_mut().find(|column| column.name == "tags").unwrap().name = "words".into();
            table.checks.retain(|check| check.columns != ["tags"]);
            table.keep_old_name("words", "tgas", "0.5");
        },
        |migrate| migrate,
    );
    assert_eq!(with_both_names, misspelt);
    let table_of = refusals(
        |database| {
            let table = table(database, "org_entries");
            table.name = "org_lines".into();
            table.renamed_from.0 = Some("org_entrys".into());
        },
        |migrate| migrate,
    );
    assert_eq!(table_of.len(), 1, "{table_of:#?}");
    assert!(table_of[0].help.starts_with("did you mean `renamed_from = \"org_entries\"`?"), "{table_of:#?}");
}

#[test]
fn what_could_be_a_rename_is_never_guessed() {
    let error = refused(|database| {
        let table = table(database, "org_products");
        table.columns.iter_mut().find(|column| column.name == "tags").unwrap().name = "words".into();
        table.checks.retain(|check| check.columns != ["tags"]);
    });
    assert!(error.contains("no longer has the column `tags` and has a new column `words` of its type"), "{error}");
    assert!(
        error.contains("write `#[column(renamed_from = \"tags\", until = \"the next release\")]`; if it was dropped")
            && error.contains("or call `.dropped(\"org_products.tags\")`"),
        "{error}"
    );
    let error = refused(|database| table(database, "org_entries").name = "org_lines".into());
    assert!(
        error.contains("the table `org_entries` was removed, and `org_lines`, which has its columns, is new"),
        "{error}"
    );
    let error = refused(|database| {
        database.enums[0].name = "state".into();
        for column in &mut table(database, "org_products").columns {
            if let crate::model::SqlType::Enum { name, .. } = &mut column.sql_type {
                *name = "state".into();
            }
        }
    });
    assert!(
        error.contains("the enum type `product_status` was removed, and `state`, which has its labels, is new"),
        "{error}"
    );
    assert!(error.contains("call `.renamed_enum(\"product_status\", \"state\")`"), "{error}");
}

#[test]
fn structs_say_what_was_renamed() {
    let columns = ENTRY.columns.iter().map(|column| match column.name {
        "created_at" => ColumnDef { name: "entered_at", renamed_from: Some("created_at"), ..*column },
        _ => *column,
    });
    let columns: &'static [ColumnDef] = Vec::leak(columns.collect());
    let table = TableDef { name: "org_lines", renamed_from: Some("org_entries"), columns, ..ENTRY };
    let tables: &[&'static TableDef] = Box::leak(Box::new([&ORGANIZATION, &*Box::leak(Box::new(table))]));
    const BEFORE: &[&TableDef] = &[&ORGANIZATION, &ENTRY];
    let old = Database::of(&Schema::new(BEFORE, &[]));
    let new = Database::of(&Schema::new(tables, &[]));
    let migrate = Migrate::to(new.clone()).allow(Hazard::BreaksRunningVersion, "a stop");
    let text = migrate.plan(&old).unwrap().to_string();
    assert!(text.contains("ALTER TABLE org_entries RENAME TO org_lines;"), "{text}");
    assert!(text.contains("ALTER TABLE org_lines RENAME COLUMN created_at TO entered_at;"), "{text}");
    assert!(text.contains("ALTER TABLE org_lines RENAME CONSTRAINT org_entries_pkey TO org_lines_pkey;"), "{text}");
    assert!(!text.contains("DROP TABLE") && !text.contains("DROP COLUMN"), "{text}");
    // The attribute may stay after the migration.
    assert_eq!(Database::from_json(&new.to_json()).unwrap(), new);
    assert!(migrate.plan(&new).unwrap().is_empty());
}

/// What the step of a supposed rename needs is of the answer, whatever its kind.
#[test]
fn a_rename_of_each_kind_is_one_question() {
    type Change = fn(&mut Database);
    let kinds: [(Change, &str); 3] = [
        (|database| table(database, "org_entries").name = "org_lines".into(), "`org_lines`"),
        (
            |database| {
                database.enums[0].name = "state".into();
                for column in &mut table(database, "org_products").columns {
                    if let crate::model::SqlType::Enum { name, .. } = &mut column.sql_type {
                        *name = "state".into();
                    }
                }
            },
            "`state`",
        ),
        (|database| *database.enums[0].labels.last_mut().unwrap() = "gone".into(), "`gone`"),
    ];
    for (change, name) in kinds {
        let one = refusals(change, |migrate| migrate);
        assert!(one.len() == 1 && one[0].message.contains(name), "{name}: {one:#?}");
    }
}
