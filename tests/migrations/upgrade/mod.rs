//! Databases that earlier versions of peristyle made: the migration to what is emitted now, on both servers.
//!
//! Each SQL file is the DDL of the schema beside it, as a commit of this repository wrote it: `soft_deletes_1` to `4` are the texts of 29 November 2026 (before
//! 0945ae32, 0945ae32, 57fb0f33, 14ebb5fb), `soft_deletes_5` is that of 570d88eb, `soft_deletes_6` that of 2b88f266, `history_1` to `3` those of 655cd290,
//! 90288e47 and a708395d, `numbers_1` that before 90288e47, `lookups_1` that before 57fb0f33.

use peristyle_build::Options;
use peristyle_build::migrate::Migrate;
use peristyle_build::model::{Database, Revisions, Table};
use peristyle_cli::verify::{File, Goal, Verify};
use peristyle_test::server::{Role, Server};
use peristyle_tests::newer::eighteen;

use crate::matrix::rename_column;
use crate::scenarios::{column, new_column, scalar, table};
use crate::schema::by_the_owner;
use crate::{Pair, SCHEMAS, allow_all, options, same, script};

/// A database of before.
struct Before {
    name: &'static str,
    /// The snapshot.
    json: &'static str,
    /// The DDL.
    sql: &'static str,
    rows: &'static str,
}

macro_rules! before {
    ($($name:literal of $schema:literal $rows:literal,)*) => {
        &[$(Before {
            name: $name,
            json: include_str!(concat!($schema, ".json")),
            sql: include_str!(concat!($name, ".sql")),
            rows: include_str!($rows),
        },)*]
    };
}

const ALL: &[Before] = before![
    "soft_deletes_1" of "soft_deletes" "soft_deletes_rows.sql",
    "soft_deletes_2" of "soft_deletes" "soft_deletes_rows.sql",
    "soft_deletes_3" of "soft_deletes" "soft_deletes_rows.sql",
    "soft_deletes_4" of "soft_deletes" "soft_deletes_rows.sql",
    "soft_deletes_5" of "soft_deletes_by_name" "soft_deletes_rows.sql",
    "soft_deletes_6" of "soft_deletes_by_name" "soft_deletes_rows.sql",
    "history_1" of "history" "history_rows.sql",
    "history_2" of "history" "history_rows.sql",
    "history_3" of "history_by_statement" "history_rows.sql",
    "numbers_1" of "numbers" "numbers_rows.sql",
    "lookups_1" of "lookups" "lookups_rows.sql",
];

impl Before {
    fn old(&self) -> Database {
        let mut json = self.json.to_owned();
        if self.name == "soft_deletes_6" {
            json = json.replace("\"soft_deletes\": 2", "\"soft_deletes\": 3");
        }
        Database::from_json(&json).unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }

    /// The same tables, as the structs say them now.
    fn now(&self) -> Database {
        let mut database = self.old();
        database.revisions = Revisions::default();
        for table in database.tables.iter_mut().filter(|table| table.history) {
            table.history_by_statement = table.partition.is_none();
        }
        database
    }

    fn sql(&self, server: &Server) -> String {
        self.sql.replace("peristyle_app", server.role_name(Role::Application))
    }

    async fn database(&self, server: &Server) -> Pair {
        let rows = format!("{}\n{}", include_str!("rows.sql"), self.rows);
        Pair::fresh(server, &format!("{}\n{}", self.sql(server), by_the_owner(&self.old(), &rows))).await
    }

    fn migrate(&self, server: &Server, new: &Database) -> Migrate {
        Migrate::to(new.clone()).options(options(server)).made_by([self.sql(server)])
    }
}

async fn servers() -> Vec<&'static Server> {
    [Some(Server::shared().await.unwrap()), eighteen().await].into_iter().flatten().collect()
}

async fn goal(server: &Server, database: &Database, options: &Options) -> Goal {
    Pair::of(server.empty_database().await.unwrap()).await.goal(&script(database, options)).await
}

/// No hazard is allowed: nothing is lost, and the running version goes on.
#[tokio::test]
async fn a_database_of_before_is_brought_along_and_back() {
    for server in servers().await {
        for before in ALL {
            let (old, new) = (before.old(), before.now());
            let plan =
                before.migrate(server, &new).plan(&old).unwrap_or_else(|error| panic!("{}: {error}", before.name));
            // Only functions differ: no table is locked.
            let drops = plan.steps.iter().any(|step| step.sql.contains("DROP TRIGGER"));
            assert!(before.name != "soft_deletes_6" || !drops, "{plan}");
            let files: Vec<_> = plan.parts().iter().map(File::from).collect();
            let goal = goal(server, &new, &options(server)).await;
            let mut pair = before.database(server).await;
            // The last one has what is emitted now, and its snapshot does not say so.
            let is_same = goal.catalog().difference(&pair.catalog().await).is_empty();
            assert_eq!(is_same, before.name == "history_3", "{}", before.name);
            let proof = Verify::new(&mut pair.owner, &mut pair.admin, SCHEMAS).run(&files, &goal).await;
            let proof = proof.unwrap_or_else(|error| panic!("{}: {error}\n{plan}", before.name));
            assert_eq!((proof.cannot_be_undone, proof.lost), (None, Vec::new()), "{}", before.name);
            assert!(proof.rows > 10, "{}", before.name);
            does_what_it_says(before, &mut pair).await;

            // The snapshot of the migration has the revisions, so there is nothing more to do.
            let snapshot = Database::from_json(&new.to_json()).unwrap();
            assert!(before.migrate(server, &new).plan(&snapshot).unwrap().is_empty(), "{}", before.name);
        }
    }
}

/// The texts of before are not everywhere known: then nothing is undone, which the down file says.
#[tokio::test]
async fn without_the_texts_of_before_it_is_not_undone() {
    let server = Server::shared().await.unwrap();
    for before in ALL {
        let (old, new) = (before.old(), before.now());
        let plan = Migrate::to(new.clone()).options(options(server)).plan(&old).unwrap();
        let files: Vec<_> = plan.parts().iter().map(File::from).collect();
        let goal = goal(server, &new, &options(server)).await;
        let mut pair = before.database(server).await;
        let proof = Verify::new(&mut pair.owner, &mut pair.admin, SCHEMAS).run(&files, &goal).await.unwrap();
        let reason = proof.cannot_be_undone.unwrap();
        assert!(reason.contains("that an earlier version of peristyle wrote is not known"), "{reason}");
    }
}

/// The texts of before name what the same migration renames.
#[tokio::test]
async fn beside_a_rename_it_is_not_undone() {
    let server = Server::shared().await.unwrap();
    let before = ALL.iter().find(|before| before.name == "soft_deletes_6").unwrap();
    let mut new = before.now();
    let notes = table(&mut new, "org_notes");
    rename_column(notes, "text", "words");
    column(notes, "words").renamed_from.0 = Some("text".into());
    let plan = allow_all(before.migrate(server, &new)).plan(&before.old()).unwrap();
    let files: Vec<_> = plan.parts().iter().map(File::from).collect();
    let goal = goal(server, &new, &options(server)).await;
    let mut pair = before.database(server).await;
    let proof = Verify::new(&mut pair.owner, &mut pair.admin, SCHEMAS).run(&files, &goal).await.unwrap();
    let reason = proof.cannot_be_undone.unwrap();
    assert!(reason.contains("the migration renames tables or columns too"), "{reason}");
}

/// Who has no migrations loads the script again.
#[tokio::test]
async fn the_script_that_is_loaded_again_brings_a_database_along() {
    for server in servers().await {
        for before in ALL {
            let (new, mut pair) = (before.now(), before.database(server).await);
            let goal = goal(server, &new, &options(server)).await;
            let again = script(&new, &options(server).idempotent());
            pair.run(&again, true).await.unwrap_or_else(|error| panic!("{}: {error}", before.name));
            same("loaded", goal.catalog(), &pair.catalog().await)
                .unwrap_or_else(|error| panic!("{}: {error}", before.name));
        }
    }
}

type Change = fn(&mut Database);

/// In the same migration as other changes, whatever of it is there.
#[tokio::test]
async fn a_database_of_before_is_brought_along_beside_other_changes() {
    fn first(database: &mut Database) -> &mut Table {
        let names = ["org_prices", "org_folders", "org_invoices", "org_jobs"];
        let name = names.iter().find(|name| database.tables.iter().any(|table| table.name == **name));
        table(database, name.expect("it has one of them"))
    }
    let changes: [(&str, Change); 5] = [
        ("a new column", |database| {
            new_column(first(database), "more", scalar("text")).nullable = true;
        }),
        ("another type", |database| column(first(database), "deleted_at").sql_type = scalar("timestamptz(3)")),
        ("no index of a reference", |database| {
            for table in &mut database.tables {
                table.references.iter_mut().for_each(|reference| reference.ignores_soft_delete = true);
            }
        }),
        ("no soft delete", |database| {
            for table in &mut database.tables {
                let is_read = table.indexes.iter().any(|index| index.predicate.is_some()) && table.name == "org_jobs";
                if table.children.is_empty()
                    && table.tenant_column().is_some()
                    && table.history_of.is_none()
                    && !is_read
                {
                    table.columns.retain(|column| column.name != "deleted_at");
                }
            }
        }),
        ("no history", |database| {
            for table in &mut database.tables {
                (table.history, table.history_by_statement) = (false, false);
            }
        }),
    ];
    for server in servers().await {
        for before in ALL {
            for (name, change) in changes {
                let old = before.old();
                let mut new = before.now();
                change(&mut new);
                new.derive_versions();
                let plan = allow_all(before.migrate(server, &new)).plan(&old);
                let plan = plan.unwrap_or_else(|error| panic!("{}, {name}: {error}", before.name));
                let goal = goal(server, &new, &options(server)).await;
                let mut pair = before.database(server).await;
                pair.up(&plan.parts()).await.unwrap_or_else(|error| panic!("{}, {name}: {error}", before.name));
                same("up", goal.catalog(), &pair.catalog().await)
                    .unwrap_or_else(|error| panic!("{}, {name}: {error}\n{plan}", before.name));
            }
        }
    }
}

/// What the earlier texts did not do.
async fn does_what_it_says(before: &Before, pair: &mut Pair) {
    if before.name.starts_with("history") {
        let error = sqlx::raw_sql("TRUNCATE org_prices").execute(&mut pair.owner).await.unwrap_err();
        assert!(error.to_string().contains("writes no versions"), "{error}");
        let versions = "SELECT count(*) FROM org_prices_history";
        let before: i64 = sqlx::query_scalar(versions).fetch_one(&mut pair.admin).await.unwrap();
        sqlx::raw_sql("UPDATE org_prices SET amount = 7").execute(&mut pair.admin).await.unwrap();
        let after: i64 = sqlx::query_scalar(versions).fetch_one(&mut pair.admin).await.unwrap();
        assert_eq!(after - before, 6);
        return;
    }
    if before.name.starts_with("numbers") {
        let error = sqlx::raw_sql("TRUNCATE org_invoices").execute(&mut pair.owner).await.unwrap_err();
        assert!(error.to_string().contains("would be a gap"), "{error}");
        return;
    }
    if before.name.starts_with("lookups") {
        // The tenant of a key is found, until it is closed.
        let found = "SELECT count(*) FROM org_jobs_tenant_of_key_hash(decode(md5('1'), 'hex'))";
        let before: i64 = sqlx::query_scalar(found).fetch_one(&mut pair.admin).await.unwrap();
        sqlx::raw_sql("UPDATE organizations SET deleted_at = now()").execute(&mut pair.admin).await.unwrap();
        let after: i64 = sqlx::query_scalar(found).fetch_one(&mut pair.admin).await.unwrap();
        assert_eq!((before, after), (1, 0));
        return;
    }
    // One statement that soft-deletes in two tables is one delete: the restore of the folder brings the note back.
    let delete = "WITH one AS (UPDATE org_notes SET deleted_at = now() WHERE text = 'note 2')
        UPDATE org_folders SET deleted_at = now() WHERE name = 'folder 2'";
    sqlx::raw_sql(delete).execute(&mut pair.admin).await.unwrap();
    let restore = "UPDATE org_folders SET deleted_at = NULL WHERE name = 'folder 2'";
    sqlx::raw_sql(restore).execute(&mut pair.admin).await.unwrap();
    let live = "SELECT count(*) FROM org_notes WHERE text = 'note 2' AND deleted_at IS NULL";
    let live: i64 = sqlx::query_scalar(live).fetch_one(&mut pair.admin).await.unwrap();
    assert_eq!(live, 1);
    if before.json.contains("folder_name") {
        sqlx::raw_sql("UPDATE org_files SET folder_name = 'folder 1' WHERE name = 'file 1'")
            .execute(&mut pair.admin)
            .await
            .unwrap();
        let taken = "UPDATE org_folders SET name = CASE name WHEN 'folder 1' THEN 'folder 7' ELSE 'folder 1' END
            WHERE name IN ('folder 1', 'folder 5')";
        let error = sqlx::raw_sql(taken).execute(&mut pair.admin).await.unwrap_err();
        assert!(
            error.to_string().contains("a live row of org_files refers to a soft-deleted row of org_folders"),
            "{error}"
        );
    }
}
