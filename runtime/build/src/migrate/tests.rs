use std::path::PathBuf;

use super::*;
use crate::Schema;
use crate::fixture::*;
use crate::model::{Database, GlobalRowSecurity, Table};
use crate::{ColumnDef, Options, TableDef, ddl};

const SHOP: &[&TableDef] = &[&ORGANIZATION, &COUNTRY, &CATEGORY, &PRODUCT, &ENROLMENT, &ENTRY];

fn shop() -> Database {
    Database::of(&Schema::new(SHOP, &[]))
}

fn table<'a>(database: &'a mut Database, name: &str) -> &'a mut Table {
    database.tables.iter_mut().find(|table| table.name == name).unwrap()
}

fn planned(change: impl FnOnce(&mut Database), declare: impl FnOnce(Migrate) -> Migrate) -> Result<Plan, MigrateError> {
    let mut new = shop();
    change(&mut new);
    declare(Migrate::to(new)).plan(&shop())
}

fn refused(change: fn(&mut Database)) -> String {
    planned(change, |migrate| migrate).unwrap_err().to_string()
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = Self(std::env::temp_dir().join(format!("peristyle-migrate-{}-{name}", std::process::id())));
        std::fs::create_dir_all(&folder.0).unwrap();
        folder
    }

    fn migrate(&self, database: Database) -> Migrate {
        let migrate = Migrate::to(database).against(self.0.join("schema.json")).version(20_261_129_083_000);
        Hazard::ALL.into_iter().fold(migrate, |migrate, hazard| migrate.allow(hazard, "a test"))
    }

    fn files(&self) -> Vec<String> {
        let mut files: Vec<_> = std::fs::read_dir(self.0.join("migrations"))
            .map(|entries| entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect())
            .unwrap_or_default();
        files.sort();
        files
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

fn with_column(mut database: Database, name: &'static str) -> Database {
    let table = table(&mut database, "countries");
    let mut column = table.columns[0].clone();
    (column.name, column.nullable, column.default) = (name.into(), true, None);
    column.sql_type = crate::model::SqlType::Scalar("text".into());
    table.columns.push(column);
    database
}

#[test]
fn nothing_changed_is_an_empty_plan() {
    assert!(planned(|database| database.tables.reverse(), |migrate| migrate).unwrap().is_empty());
}

#[test]
fn the_first_migration_has_every_right_of_the_ddl() {
    let options = Options::new().application_role("shop_app");
    let plan = Migrate::to(shop()).options(options.clone()).plan(&Database::default()).unwrap();
    let script = ddl::script(&shop().check(&options).unwrap());
    let grants: Vec<_> = script.lines().filter(|line| line.starts_with("GRANT ")).collect();
    assert!(grants.contains(&"GRANT USAGE ON SCHEMA public TO shop_app;"), "{script}");
    let text = plan.to_string();
    assert!(grants.iter().all(|grant| text.contains(grant)), "{text}");
    assert_eq!(plan.steps[0].title, "check that the roles exist");
}

#[test]
fn a_hazard_is_refused_until_it_is_allowed() {
    let change: fn(&mut Database) = |database| {
        let table = table(database, "org_products");
        table.columns.retain(|column| column.name != "tags");
        table.checks.retain(|check| check.columns != ["tags"]);
    };
    let error = refused(change);
    assert!(error.contains("drop the column `tags` of `org_products`: data is lost"), "{error}");
    assert!(error.contains("write `.allow(Hazard::DeletesData, \"the reason\")`"), "{error}");
    assert!(error.contains("Hazard::BreaksRunningVersion"), "{error}");
    let plan = planned(change, |migrate| {
        migrate.allow(Hazard::DeletesData, "nobody reads it").allow(Hazard::BreaksRunningVersion, "read since March")
    });
    let empty = planned(change, |migrate| migrate.allow(Hazard::DeletesData, " ")).unwrap_err().to_string();
    assert!(empty.contains("deletes_data is allowed without a reason"), "{empty}");
    let text = plan.unwrap().to_string();
    assert!(text.contains("data is lost; allowed deletes_data: nobody reads it"), "{text}");
}

/// The refusals, without what only another answer brings.
fn refusals(change: impl FnOnce(&mut Database), configure: impl FnOnce(Migrate) -> Migrate) -> Vec<Refusal> {
    match planned(change, configure) {
        Err(MigrateError::Plan(error)) => error.refusals().to_vec(),
        other => panic!("{other:?}"),
    }
}

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
fn a_backfill_of_one_word_is_a_column() {
    let add = |database: &mut Database| {
        let table = table(database, "org_products");
        let column = table.columns.iter().find(|column| column.name == "sku").unwrap().clone();
        table.columns.push(crate::model::Column { name: "country".into(), ..column });
    };
    let of = |sql: &'static str| move |migrate: Migrate| migrate.backfill("org_products", "country", sql);
    let is_refused = |sql| refusals(add, of(sql)).iter().any(|one| one.message.contains("is not a value in SQL"));
    assert!(is_refused("de") && is_refused("skv"));
    assert!(!is_refused("sku") && !is_refused("'de'") && !is_refused("current_user") && !is_refused("lower(sku)"));
    let refused = refusals(add, of("skv"));
    assert!(refused.iter().any(|one| one.help.contains("write the column `sku`, or a text in quotes")), "{refused:#?}");
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
fn a_new_column_needs_a_value_for_the_rows_that_are_there() {
    let error = refused(|database| {
        *database = with_column(database.clone(), "extra");
        table(database, "countries").columns.last_mut().unwrap().nullable = false;
    });
    assert!(error.contains("`.backfill(\"countries\", \"extra\", \"SQL\")`"), "{error}");
}

#[test]
fn a_backfill_or_a_rename_of_nothing_is_an_error() {
    let nothing: fn(&mut Database) = |_| {};
    let error = planned(nothing, |migrate| migrate.backfill("countries", "none", "1")).unwrap_err().to_string();
    assert!(error.contains("the backfill of `countries.none` is of no column that is new"), "{error}");
    for declare in [
        (|migrate| migrate.renamed_column("countries", "no", "yes")) as fn(Migrate) -> Migrate,
        |migrate| migrate.renamed_table("no", "countries"),
        |migrate| migrate.renamed_enum("no", "product_status"),
        |migrate| migrate.renamed_label("product_status", "no", "yes"),
    ] {
        let error = planned(nothing, declare).unwrap_err().to_string();
        assert!(error.contains("`no` cannot be renamed to"), "{error}");
    }
}

#[test]
fn every_layout_names_its_files() {
    for (layout, expected) in [
        (Layout::Sqlx, vec!["20261129083000_first.down.sql", "20261129083000_first.up.sql"]),
        (Layout::Refinery, vec!["V20261129083000__first.sql"]),
        (Layout::Dbmate, vec!["20261129083000_first.sql"]),
        (Layout::Diesel, vec!["20261129083000_first"]),
    ] {
        let folder = Folder::new(&format!("layout-{layout:?}"));
        let migrations = folder.0.join("migrations");
        let written = folder.migrate(shop()).layout(layout).new_migration("first", &migrations).unwrap();
        assert!(written.plan.steps.len() > 6);
        let files = folder.files();
        assert_eq!(files[..files.len() - 1], expected, "{layout:?}");
        assert_eq!(files.last().unwrap(), "peristyle.sum");
        let again = folder.migrate(shop()).layout(layout).new_migration("again", &migrations).unwrap();
        assert!(again.files.is_empty() && again.plan.is_empty());
        folder.migrate(shop()).layout(layout).check(&migrations).unwrap();

        let second = folder.migrate(with_column(shop(), "extra")).layout(layout);
        let written = second.new_migration("second", &migrations).unwrap();
        assert!(written.files.iter().all(|file| file.to_string_lossy().contains("20261129083001")), "{written:?}");
        second.check(&migrations).unwrap();
        let unwritten = folder.migrate(shop()).layout(layout).check(&migrations).unwrap_err().to_string();
        assert!(unwritten.contains("no longer has the column `extra`"), "{unwritten}");
    }
}

/// Its versions are 32 bits wide.
#[test]
fn files_of_refinery_are_counted() {
    let folder = Folder::new("counted");
    let migrations = folder.0.join("migrations");
    for (name, database) in [("first", shop()), ("second", with_column(shop(), "extra"))] {
        let migrate = Migrate::to(database).against(folder.0.join("schema.json")).layout(Layout::Refinery);
        migrate.new_migration(name, &migrations).unwrap();
    }
    assert_eq!(folder.files(), ["V1__first.sql", "V2__second.sql", "peristyle.sum"]);
}

#[test]
fn an_index_is_in_a_file_without_a_transaction() {
    let change = |database: &mut Database| {
        let table = table(database, "countries");
        let columns = vec![crate::model::IndexColumn::plain("id".into())];
        let mut index = crate::model::Index::unique("an_index".into(), columns);
        index.unique = false;
        table.indexes.push(index);
    };
    let mut new = shop();
    change(&mut new);
    let head = |layout: Layout, file: &str| {
        let folder = Folder::new(&format!("index-{layout:?}"));
        let migrations = folder.0.join("migrations");
        folder.migrate(shop()).layout(layout).new_migration("first", &migrations).unwrap();
        folder.migrate(new.clone()).layout(layout).new_migration("index", &migrations).unwrap();
        std::fs::read_to_string(migrations.join(file)).unwrap()
    };
    let sqlx = head(Layout::Sqlx, "20261129083001_index.up.sql");
    assert!(sqlx.starts_with("-- no-transaction\n") && sqlx.contains("CREATE INDEX CONCURRENTLY an_index"), "{sqlx}");
    assert_eq!(super::statements::split(&sqlx).len(), 1);
    let dbmate = head(Layout::Dbmate, "20261129083001_index.sql");
    assert!(
        dbmate.contains("-- migrate:up transaction:false\n") && dbmate.contains("-- migrate:down transaction:false\n")
    );
    let diesel = head(Layout::Diesel, "20261129083001_index/metadata.toml");
    assert_eq!(diesel, "run_in_transaction = false\n");
    let refinery = head(Layout::Refinery, "V20261129083001__index.sql");
    assert!(
        refinery.contains("CREATE INDEX an_index") && refinery.contains("allowed blocks_writes: a test"),
        "{refinery}"
    );
}

#[test]
fn an_edited_missing_or_parallel_file_is_found() {
    let folder = Folder::new("chain");
    let migrations = folder.0.join("migrations");
    folder.migrate(shop()).new_migration("first", &migrations).unwrap();
    let sum = migrations.join("peristyle.sum");
    let snapshot = folder.0.join("schema.json");
    let (first_sum, first_snapshot) =
        (std::fs::read_to_string(&sum).unwrap(), std::fs::read_to_string(&snapshot).unwrap());
    let second = with_column(shop(), "extra");
    folder.migrate(second.clone()).new_migration("second", &migrations).unwrap();
    let second_sum = std::fs::read_to_string(&sum).unwrap();
    let new = || folder.migrate(second.clone()).check(&migrations).map_err(|error| error.to_string());
    new().unwrap();

    let file = migrations.join("20261129083000_first.up.sql");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace('\n', "\r\n")).unwrap();
    new().unwrap();
    std::fs::write(&file, text.clone() + "SELECT 1;").unwrap();
    assert!(new().unwrap_err().contains("`20261129083000_first.up.sql` was edited after it was written"));
    std::fs::remove_file(&file).unwrap();
    assert!(new().unwrap_err().contains("the file `20261129083000_first.up.sql` is missing"));
    std::fs::write(&file, text).unwrap();

    // Another branch begins at the first migration, too.
    std::fs::write(&sum, &first_sum).unwrap();
    let error = new().unwrap_err();
    assert!(error.contains("is in no line, and is later than the last file that is"), "{error}");
    for entry in folder.files().iter().filter(|file| file.contains("second")) {
        std::fs::rename(migrations.join(entry), folder.0.join(entry)).unwrap();
    }
    std::fs::write(&snapshot, &first_snapshot).unwrap();
    folder.migrate(with_column(shop(), "other")).new_migration("parallel", &migrations).unwrap();
    let parallel_sum = std::fs::read_to_string(&sum).unwrap();
    let both = format!("{second_sum}{}", parallel_sum.strip_prefix(&first_sum).unwrap());
    std::fs::write(&sum, both).unwrap();
    for entry in ["20261129083001_second.up.sql", "20261129083001_second.down.sql"] {
        std::fs::rename(folder.0.join(entry), migrations.join(entry)).unwrap();
    }
    let error = new().unwrap_err();
    assert!(
        error.contains("does not follow from the line before it: two branches have each written a migration"),
        "{error}"
    );
}

#[test]
fn a_snapshot_that_was_edited_or_is_of_another_version_is_refused() {
    let folder = Folder::new("snapshot");
    let migrations = folder.0.join("migrations");
    let snapshot = folder.0.join("schema.json");
    let error = || folder.migrate(shop()).new_migration("next", &migrations).unwrap_err().to_string();
    std::fs::write(&snapshot, "{\"version\": 99, \"tables\": []}").unwrap();
    assert!(error().contains("the snapshot is of version 99"));
    assert!(folder.files().is_empty());
    std::fs::remove_file(&snapshot).unwrap();
    folder.migrate(shop()).new_migration("first", &migrations).unwrap();
    let text = std::fs::read_to_string(&snapshot).unwrap();
    std::fs::write(&snapshot, text.replacen("varchar", "text", 1)).unwrap();
    assert!(error().contains("the snapshot is not the one that the last migration leads to"));
    std::fs::remove_file(&snapshot).unwrap();
    assert!(error().contains("the snapshot is missing, and there are migrations"));
}

#[test]
fn a_name_that_is_taken_or_malformed_is_refused_and_nothing_is_written() {
    let folder = Folder::new("names");
    let migrations = folder.0.join("migrations");
    folder.migrate(shop()).new_migration("first", &migrations).unwrap();
    let before = folder.files();
    let new = |name: &str| folder.migrate(with_column(shop(), "extra")).new_migration(name, &migrations);
    let error = new("first").unwrap_err().to_string();
    assert!(error.starts_with("a migration is called `first` already: `20261129083000_first."), "{error}");
    for name in ["", "Add", "a b", "../x", "a/b", &"a".repeat(101)] {
        assert!(matches!(new(name), Err(MigrateError::Name { .. })), "{name}");
    }
    assert_eq!(folder.files(), before);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_leaves_nothing_behind() {
    let folder = Folder::new("unwritable");
    let migrations = folder.0.join("migrations");
    std::fs::write(&migrations, "a file").unwrap();
    let error = folder.migrate(shop()).new_migration("first", &migrations).unwrap_err().to_string();
    assert!(error.contains("cannot"), "{error}");
    assert!(!folder.0.join("schema.json").exists());
    // The snapshot cannot be written: the files of the migration are removed again.
    std::fs::remove_file(&migrations).unwrap();
    let migrate = folder.migrate(shop()).against(folder.0.join("a/b").join("\0"));
    assert!(migrate.new_migration("first", &migrations).is_err());
    std::fs::write(folder.0.join("a"), "a file").unwrap();
    let migrate = folder.migrate(shop()).against(folder.0.join("a/schema.json"));
    assert!(migrate.new_migration("first", &migrations).is_err());
    assert_eq!(folder.files(), [""; 0]);
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

#[test]
fn row_security_of_a_global_table_is_a_hazard_in_both_directions() {
    let secured = |how| {
        let mut new = shop();
        table(&mut new, "countries").global_row_security = how;
        new
    };
    let allow =
        |migrate: Migrate| Hazard::ALL.into_iter().fold(migrate, |migrate, hazard| migrate.allow(hazard, "a test"));
    let (off, forced) = (secured(GlobalRowSecurity::Off), secured(GlobalRowSecurity::Forced));
    for (from, to, statement) in [
        (&off, &forced, "countries ENABLE ROW LEVEL SECURITY"),
        (&forced, &off, "countries DISABLE ROW LEVEL SECURITY"),
    ] {
        let refusal = Migrate::to(to.clone()).plan(from).unwrap_err();
        assert!(refusal.to_string().contains("row security"), "{refusal}");
        let text = allow(Migrate::to(to.clone())).plan(from).unwrap().to_string();
        assert!(text.contains(statement), "{text}");
    }
    let found = Migrate::to(forced.clone()).compatibility(&off);
    assert!(format!("{found:?}").contains("only the rows that a policy allows"), "{found:?}");
    assert!(!format!("{:?}", Migrate::to(off.clone()).compatibility(&off)).contains("policy"), "nothing changed");
}

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

/// Tables with soft deletes, each in a schema of its own, that refer to each other.
fn followers(on_delete: crate::model::OnDelete) -> Database {
    let mut database = Database::of(&Schema::new(list([&ORGANIZATION, &CATEGORY]), &[]));
    let first = database.tables.pop().unwrap();
    let mut deleted_at = first.columns[0].clone();
    (deleted_at.name, deleted_at.nullable, deleted_at.default) = ("deleted_at".into(), true, None);
    deleted_at.sql_type = crate::model::SqlType::Scalar("timestamptz".into());
    let to_parent = first.references.iter().position(|one| one.target == "org_categories").unwrap();
    for level in 0..5_usize {
        let mut table = first.clone();
        table.columns.push(deleted_at.clone());
        table.schema = Some(format!("s{level}").into());
        let reference = &mut table.references[to_parent];
        reference.target_schema = Some(format!("s{}", level.saturating_sub(1)).into());
        reference.on_delete = on_delete;
        database.tables.push(table);
    }
    database
}

/// What a change reaches is compared, however many tables are between: the function of a delete names the schemas of all that follows.
#[test]
fn every_table_that_a_change_reaches_is_compared() {
    use crate::model::OnDelete;

    type Change = fn(&mut Database, usize);
    let changes: &[(&str, Change)] = &[
        ("nothing", |_, _| {}),
        ("a column", |database, at| {
            let mut column = database.tables[at].columns[0].clone();
            (column.name, column.nullable) = ("extra".into(), true);
            database.tables[at].columns.push(column);
        }),
        ("without its last table", |database, _| drop(database.tables.pop())),
        ("no soft deletes", |database, at| database.tables[at].columns.retain(|column| column.name != "deleted_at")),
        ("nothing that acts on a delete", |database, at| {
            for reference in &mut database.tables[at].references {
                reference.on_delete = OnDelete::NoAction;
            }
        }),
        ("no row security", |database, at| database.tables[at].without_row_security = true),
        ("another order", |database, _| database.tables.reverse()),
        ("another setting of the root", |database, _| {
            if let crate::model::Tenancy::Root { setting, .. } = &mut database.tables[0].tenancy {
                *setting = "app.tenant".into();
            }
        }),
        ("another function of the root", |database, _| {
            if let crate::model::Tenancy::Root { function, .. } = &mut database.tables[0].tenancy {
                *function = "current_shop".into();
            }
        }),
    ];
    let options = || Options::new().application_role("app").purge_role("purger").reporting_role("reporter");
    let mut longest = 0;
    for (name, change) in changes {
        let cases = [OnDelete::Cascade, OnDelete::Restrict].into_iter().flat_map(|all| (1..6).map(move |at| (all, at)));
        for (on_delete, at) in cases {
            let (old, mut new) = (followers(on_delete), followers(on_delete));
            change(&mut new, at);
            for (from, to) in [(&old, &new), (&new, &old)] {
                let migrate = Migrate::to(to.clone()).options(options());
                let migrate = Hazard::ALL.into_iter().fold(migrate, |migrate, hazard| migrate.allow(hazard, "a test"));
                let migrate = migrate.dropped("s4.org_categories");
                let plan = migrate.plan(from).unwrap_or_else(|error| panic!("{name} {at}: {error}"));
                let every = migrate.comparing_every_table().plan(from).unwrap();
                assert_eq!(plan.to_string(), every.to_string(), "{name} {at}");
                longest = longest.max(plan.steps.len());
            }
        }
    }
    assert!(longest > 10, "{longest}");
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
