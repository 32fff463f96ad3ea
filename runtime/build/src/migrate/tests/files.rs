//! The files of a migration, their order and their sums.

use super::super::*;
use super::{Folder, shop, table, with_column};
use crate::model::Database;

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
    assert_eq!(super::super::statements::split(&sqlx).len(), 1);
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
fn a_file_whose_lines_were_lost_in_a_merge_is_found() {
    let folder = Folder::new("lost-lines");
    let migrations = folder.0.join("migrations");
    // Older than the chain: it was written before this crate was used.
    std::fs::create_dir_all(&migrations).unwrap();
    std::fs::write(migrations.join("20250101000000_older.up.sql"), "SELECT 1;").unwrap();
    folder.migrate(shop()).new_migration("first", &migrations).unwrap();
    let of_both = ["migrations/peristyle.sum", "schema.json"].map(|name| folder.0.join(name));
    let before = of_both.clone().map(|path| std::fs::read_to_string(path).unwrap());
    folder.migrate(with_column(shop(), "extra")).new_migration("second", &migrations).unwrap();
    for entry in folder.files().iter().filter(|file| file.contains("_second.")) {
        std::fs::rename(migrations.join(entry), folder.0.join(entry)).unwrap();
    }
    of_both.iter().zip(before).for_each(|(path, text)| std::fs::write(path, text).unwrap());
    let parallel = || folder.migrate(with_column(shop(), "other")).version(20_261_129_083_005);
    parallel().new_migration("parallel", &migrations).unwrap();
    parallel().check(&migrations).unwrap();

    // The conflicts are resolved by taking one side, and the files of the other one stay: a runner would run them.
    let lost = "20261129083001_second.up.sql";
    std::fs::rename(folder.0.join(lost), migrations.join(lost)).unwrap();
    let error = parallel().check(&migrations).unwrap_err().to_string();
    assert!(error.contains(&format!("`{lost}` is in no line, and stands between files that are")), "{error}");
    assert!(error.contains("delete the one that no database has, and plan it again"), "{error}");
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
    let long = "a".repeat(101);
    for (name, meant) in [("Add Phone", "`add_phone`"), ("../x", "`x`"), ("", "`add_sku`"), (&long, "`add_sku`")] {
        assert!(new(name).unwrap_err().to_string().ends_with(meant), "{name}");
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
