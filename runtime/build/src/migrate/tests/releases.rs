//! Changes in two releases: old names, retired columns, and what is left for later.

use super::super::*;
use super::{Folder, planned, refused, shop, table, with_column};
use crate::model::Database;

fn with_old_name(until: &str) -> Database {
    let mut database = with_column(shop(), "title");
    let table = table(&mut database, "countries");
    table.keep_old_name("title", "headline", until);
    database
}

#[test]
fn an_old_name_is_overdue_in_the_release_or_the_migration_that_until_names() {
    let folder = Folder::new("until");
    let migrations = folder.0.join("migrations");
    folder.migrate(with_column(shop(), "headline")).new_migration("first", &migrations).unwrap();
    let overdue = |until: &str, release: &str, name: &str| {
        let migrate = folder.migrate(with_old_name(until)).release(release);
        migrate.new_migration(name, &migrations).map_err(|error| error.to_string())
    };
    let error = overdue("0.5", "0.5.1", "next").unwrap_err();
    assert!(
        error.contains("`countries.title` is kept in step with an older release until `0.5`, and this is `0.5.1`"),
        "{error}"
    );
    assert!(error.contains("remove `renamed_from` and `until` from the field"), "{error}");
    assert!(overdue("drop_headline", "0.4", "drop_headline").unwrap_err().contains("and this is `drop_headline`"));
    let written = overdue("0.5", "0.4.9", "next").unwrap();
    assert!(written.plan.to_string().contains("ADD COLUMN title text;"), "{}", written.plan);
    let overdue = folder.migrate(with_old_name("0.5")).release("0.5").check(&migrations).unwrap_err().to_string();
    assert!(overdue.contains("until `0.5`, and this is `0.5`"), "{overdue}");
    // What it leads to is nothing new.
    assert!(folder.migrate(with_old_name("0.5")).new_migration("again", &migrations).unwrap().files.is_empty());
}

#[test]
fn a_change_at_once_is_refused_with_what_it_breaks_and_the_way_in_two_releases() {
    let rename: fn(Migrate) -> Migrate = |migrate| migrate.renamed_column("org_products", "tags", "words");
    let change: fn(&mut Database) = |database| {
        let table = table(database, "org_products");
        table.columns.iter_mut().find(|column| column.name == "tags").unwrap().name = "words".into();
        table.checks.retain(|check| check.columns != ["tags"]);
    };
    let error = planned(change, rename).unwrap_err().to_string();
    assert!(error.contains("add `until = \"the next release\"` behind `renamed_from`"), "{error}");
    assert!(error.contains("at once, the running version fails:\n  `org_products`: select, insert"), "{error}");
    let drop: fn(&mut Database) = |database| {
        let table = table(database, "org_products");
        table.columns.retain(|column| column.name != "tags");
        table.checks.retain(|check| check.columns != ["tags"]);
    };
    let error = refused(drop);
    assert!(error.contains("mark the field `#[column(retired = \"the reason\")]` in this release"), "{error}");
    assert!(error.contains("the column `tags` is not there"), "{error}");
}

#[test]
fn a_retired_column_is_dropped_without_a_break_but_not_without_leave() {
    let mut retired = with_column(shop(), "remark");
    table(&mut retired, "countries").columns.last_mut().unwrap().transition =
        Some(crate::model::Transition::Retired { reason: "nobody reads it".into() });
    let retire = Migrate::to(retired.clone()).plan(&with_column(shop(), "remark")).unwrap();
    assert!(retire.steps.iter().all(|step| step.hazards.is_empty()), "{retire}");
    assert!(retire.to_string().contains("IS 'Retired: nobody reads it';"), "{retire}");
    let error = Migrate::to(shop()).plan(&retired).unwrap_err().to_string();
    assert!(error.contains("drop the column `remark` of `countries`: data is lost"), "{error}");
    assert!(!error.contains("BreaksRunningVersion"), "{error}");
    let plan = Migrate::to(shop()).allow(Hazard::DeletesData, "it is retired since May").plan(&retired).unwrap();
    assert!(
        plan.to_string().contains("rows at risk: SELECT count(*) FROM countries WHERE remark IS NOT NULL;"),
        "{plan}"
    );
    assert_eq!(Database::from_json(&retired.to_json()).unwrap(), retired);
}

#[test]
fn two_names_that_cannot_be_kept_are_refused() {
    let error = Migrate::to(with_old_name("0.5")).plan(&shop()).unwrap_err().to_string();
    assert!(error.contains("`countries` has no column `headline`, which `title` is the new name of"), "{error}");
    let computed = |mut database: Database, of: &'static str| {
        let table = table(&mut database, "countries");
        let mut column = table.columns.last().unwrap().clone();
        (column.name, column.generated, column.transition) = ("long".into(), Some(of.into()), None);
        table.columns.push(column);
        database
    };
    let (old, new) =
        (computed(with_column(shop(), "headline"), "headline || '!'"), computed(with_old_name("0.5"), "title || '!'"));
    let error = Migrate::to(new).plan(&old).unwrap_err().to_string();
    assert!(
        error.contains("`countries.long` is computed from `title`, so PostgreSQL would write the table anew"),
        "{error}"
    );
}

#[test]
fn what_is_left_for_a_later_release_is_named_by_struct_and_field() {
    let mut database = shop();
    let products = table(&mut database, "org_products");
    products.keep_old_name("sku", "number", "0.5");
    products.keep_old_name("price", "cost", "0.6");
    products.columns.last_mut().unwrap().sql_type = crate::model::SqlType::Scalar("integer".into());
    let country = table(&mut database, "countries");
    country.keep_old_table_name("lands", "0.5");
    let later: Vec<_> = Migrate::to(database.clone()).later().iter().map(ToString::to_string).collect();
    assert_eq!(
        later,
        [
            "remove `renamed_from` and `until` of `Country` in `0.5`: the migration then drops the view `lands`",
            "remove `renamed_from` and `until` of `Product.sku` in `0.5`: the migration then drops the column `org_products.number`",
            "remove `renamed_from`, `until` and `old_type` of `Product.price` in `0.6`: the migration then drops the column `org_products.cost`",
        ]
    );
    let reason = || "nobody reads it".into();
    let retired = table(&mut database, "countries");
    retired.transition = Some(crate::model::TableTransition::Retired { reason: reason() });
    retired.columns[0].transition = Some(crate::model::Transition::Retired { reason: reason() });
    let later: Vec<_> = Migrate::to(database).later().into_iter().filter(|change| change.deletes_data).collect();
    assert_eq!(
        later[0].to_string(),
        "remove the struct `Country`: the migration then drops the table `countries` with its values"
    );
    assert_eq!(
        later[1].to_string(),
        "remove the field `Country.id`: the migration then drops the column `countries.id` with its values"
    );
}
