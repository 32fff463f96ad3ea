//! `migrate apply` on a real server.

use std::process::Stdio;
use std::time::Duration;

use peristyle_cli::verify::Goal;
use peristyle_test::server::Role;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{AssertSqlSafe, Connection};

use crate::database::{ROWS, SECOND, WithDatabase, scratch_is_dropped};
use crate::program::{Ran, Shop};

async fn migrator(on: &WithDatabase) -> Migrator {
    Migrator::new(on.shop.path("migrations").as_path()).await.unwrap()
}

#[tokio::test]
async fn every_file_runs_once_and_the_catalog_is_that_of_the_ddl() {
    let on = WithDatabase::between_releases().await;
    let url = on.owner();
    let pending = on.shop.ok(&["migrate", "apply", &url, "--dry-run"]);
    assert!(pending.contains("would apply") && pending.ends_with("files to apply\n"), "{pending}");
    let applied = on.shop.run(&["migrate", "apply", &url, "--json"]).json();
    assert_eq!(applied["before"], 1, "{applied}");
    assert!(applied["applied"].as_array().unwrap().len() > 2 && applied["pending"].as_array().unwrap().is_empty());
    on.is_complete().await;
    assert!(on.shop.ok(&["migrate", "apply", &url]).starts_with("nothing to apply: the database has"));

    let fresh = on.server.empty_database().await.unwrap();
    let mut owner = sqlx::PgConnection::connect_with(&fresh.connect_options(Role::Owner)).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(on.shop.ok(&["ddl"]))).execute(&mut owner).await.unwrap();
    let expected = Goal::read(&mut owner, &["public"]).await.unwrap();
    let found = Goal::read(&mut on.connect().await, &["public"]).await.unwrap();
    assert_eq!(expected.catalog().difference(found.catalog()), "");
}

#[tokio::test]
async fn sqlx_goes_on_with_the_database_and_the_other_way_round() {
    let mut on = WithDatabase::new().await;
    let options = on.database.connect_options(Role::Owner);
    let mut owner = sqlx::PgConnection::connect_with(&options).await.unwrap();
    migrator(&on).await.run(&mut owner).await.unwrap();
    assert!(on.shop.ok(&["migrate", "apply", &on.owner()]).starts_with("nothing to apply"));
    on.execute(ROWS).await;
    on.shop.release(2);
    on.shop.ok(SECOND);
    on.shop.ok(&["migrate", "apply", &on.owner()]);
    on.is_complete().await;
    let rows = "SELECT string_agg(r::text, ' ' ORDER BY version) FROM _sqlx_migrations r";
    let before = on.value(rows).await;
    migrator(&on).await.run(&mut owner).await.unwrap();
    assert_eq!(on.value(rows).await, before);
    // Its description, checksum and version are those that sqlx writes.
    let files = on.shop.migrations().iter().filter(|name| name.ends_with(".up.sql")).count();
    let again = on.server.empty_database().await.unwrap();
    let mut by_sqlx = sqlx::PgConnection::connect_with(&again.connect_options(Role::Owner)).await.unwrap();
    migrator(&on).await.run(&mut by_sqlx).await.unwrap();
    let query = "SELECT version, description, success, checksum FROM _sqlx_migrations ORDER BY version";
    type Row = (i64, String, bool, Vec<u8>);
    let of_sqlx: Vec<Row> = sqlx::query_as(query).fetch_all(&mut by_sqlx).await.unwrap();
    let ours: Vec<Row> = sqlx::query_as(query).fetch_all(&mut owner).await.unwrap();
    assert_eq!((of_sqlx.len(), &of_sqlx), (files, &ours));
    migrator(&on).await.undo(&mut owner, of_sqlx[0].0).await.unwrap();
    on.shop.ok(&["migrate", "apply", &on.owner()]);
    on.is_complete().await;
}

#[tokio::test]
async fn two_runs_at_once_apply_every_file_once() {
    let on = WithDatabase::between_releases().await;
    let url = on.owner();
    let mut runs: Vec<_> = (0..3)
        .map(|_| {
            let mut command = on.shop.command(&["migrate", "apply", &url, "--json"]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    let ran: Vec<_> = runs.drain(..).map(|run| Ran::of(run.wait_with_output().unwrap())).collect();
    assert!(ran.iter().all(|ran| ran.code == 0), "{ran:?}");
    let counts: Vec<_> = ran.iter().map(|ran| ran.json()["applied"].as_array().unwrap().len()).collect();
    assert_eq!(counts.iter().filter(|count| **count > 0).count(), 1, "{counts:?}");
    on.is_complete().await;
}

/// A runner of sqlx waits inside a statement: an index that is built CONCURRENTLY would wait for it, and it for the lock of the builder.
#[tokio::test]
async fn a_runner_of_sqlx_that_waits_is_no_deadlock() {
    let on = WithDatabase::between_releases().await;
    let mut blocker = on.connect().await;
    let mut writer = blocker.begin().await.unwrap();
    sqlx::raw_sql("LOCK TABLE org_products IN ROW EXCLUSIVE MODE").execute(&mut *writer).await.unwrap();
    let mut command = on.shop.command(&["migrate", "apply", &on.owner(), "--retries", "100"]);
    let run = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Other tests have locks in other databases.
    let locks = "FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE datname = current_database() AND locktype = 'advisory'";
    on.until(&format!("SELECT count(*) = 2 {locks} AND granted")).await;
    let (migrator, options) = (migrator(&on).await, on.database.connect_options(Role::Owner));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let waiting = std::thread::spawn(move || {
        runtime.block_on(async {
            let mut owner = sqlx::PgConnection::connect_with(&options).await.unwrap();
            let result = migrator.run(&mut owner).await;
            owner.close().await.unwrap();
            result
        })
    });
    on.until(&format!("SELECT count(*) = 1 {locks} AND NOT granted")).await;
    // The build of the index waits for this snapshot, too.
    let mut reader = on.connect().await;
    let mut snapshot = reader.begin().await.unwrap();
    sqlx::raw_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SELECT 1").execute(&mut *snapshot).await.unwrap();
    writer.rollback().await.unwrap();
    assert!(matches!(waiting.join().unwrap(), Err(MigrateError::Dirty(_))));
    on.until("SELECT count(*) = 1 FROM _sqlx_migrations WHERE NOT success").await;
    snapshot.rollback().await.unwrap();
    let ran = Ran::of(run.wait_with_output().unwrap());
    assert_eq!(ran.code, 0, "{ran:?}");
    on.is_complete().await;
}

/// The server ends the session in the middle of the build, as it does when it restarts.
#[tokio::test]
async fn a_build_that_is_killed_is_done_again() {
    let on = WithDatabase::between_releases().await;
    let mut reader = on.connect().await;
    let mut snapshot = reader.begin().await.unwrap();
    sqlx::raw_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SELECT 1").execute(&mut *snapshot).await.unwrap();
    let mut command = on.shop.command(&["migrate", "apply", &on.owner()]);
    let run = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    on.until("SELECT count(*) = 1 FROM pg_stat_progress_create_index WHERE phase LIKE 'waiting%' AND datname = current_database()").await;
    on.value("SELECT pg_terminate_backend(pid) FROM pg_stat_progress_create_index WHERE datname = current_database()")
        .await;
    let killed = Ran::of(run.wait_with_output().unwrap());
    assert!(killed.code == 4 && killed.stderr.contains("it looks whether the index is valid"), "{killed:?}");
    assert_eq!(on.value("SELECT count(*) FROM _sqlx_migrations WHERE NOT success").await, "1");
    assert_eq!(on.value("SELECT count(*) FROM pg_index WHERE NOT indisvalid").await, "1");
    snapshot.rollback().await.unwrap();
    let again = on.shop.ok(&["migrate", "apply", &on.owner()]);
    assert!(again.contains("an invalid index of an earlier run was dropped first"), "{again}");
    on.is_complete().await;
}

#[tokio::test]
async fn an_invalid_index_is_built_again_and_a_taken_name_is_refused() {
    let on = WithDatabase::new().await;
    on.shop.ok(&["migrate", "apply", &on.owner()]);
    on.execute(ROWS).await;
    let sql = "-- no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY notes_idx ON org_products (left(note, 4))";
    on.write("99990101000000_notes.up.sql", sql);
    let refused = on.shop.run(&["migrate", "apply", &on.owner()]);
    assert!(
        refused.code == 4 && refused.stderr.contains("nothing of it stays: ") && refused.stderr.contains("23505"),
        "{refused:?}"
    );
    assert_eq!(on.value("SELECT count(*) FROM pg_class WHERE relname = 'notes_idx'").await, "0");
    assert_eq!(on.value("SELECT count(*) FROM _sqlx_migrations").await, "1");

    // As a runner of sqlx leaves it.
    let mut owner = sqlx::PgConnection::connect_with(&on.database.connect_options(Role::Owner)).await.unwrap();
    migrator(&on).await.run(&mut owner).await.unwrap_err();
    owner.close().await.unwrap();
    assert_eq!(on.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'notes_idx'::regclass").await, "false");
    on.execute("UPDATE org_products SET note = id::text").await;
    on.execute(
        "DELETE FROM org_products p USING org_products q WHERE left(p.note, 4) = left(q.note, 4) AND p.id < q.id",
    )
    .await;
    let built = on.shop.ok(&["migrate", "apply", &on.owner()]);
    assert!(built.contains("an invalid index of an earlier run was dropped first"), "{built}");
    assert_eq!(on.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'notes_idx'::regclass").await, "true");

    on.execute("CREATE INDEX skus_idx ON org_products (sku)").await;
    on.write(
        "99990101000001_skus.up.sql",
        "-- no-transaction\nCREATE INDEX CONCURRENTLY skus_idx ON org_products (sku, note)",
    );
    let taken = on.shop.run(&["migrate", "apply", &on.owner()]);
    assert!(taken.code == 4 && taken.stderr.contains("`DROP INDEX CONCURRENTLY \"skus_idx\"`"), "{taken:?}");
    on.execute("DROP INDEX skus_idx").await;
    on.shop.ok(&["migrate", "apply", &on.owner()]);
}

/// As `migrate new` writes a backfill: what is committed stays, and a second run goes on.
#[tokio::test]
async fn a_backfill_in_batches_goes_on_after_a_lock_and_after_a_kill() {
    let on = WithDatabase::new().await;
    on.write("99990101000000_table.up.sql", "CREATE TABLE filled (id integer PRIMARY KEY, value integer);");
    on.shop.ok(&["migrate", "apply", &on.owner()]);
    on.execute("INSERT INTO filled SELECT n FROM generate_series(1, 100) n").await;
    let fill = "-- no-transaction\nDO $peristyle$\nDECLARE\n    filled bigint;\nBEGIN\n    LOOP\n
        PERFORM set_config('lock_timeout', '300ms', true);
        UPDATE filled SET value = 1 WHERE id IN (SELECT id FROM filled WHERE value IS NULL ORDER BY id LIMIT 10);
        GET DIAGNOSTICS filled = ROW_COUNT;\n        COMMIT;\n        EXIT WHEN filled = 0;\n    END LOOP;\nEND\n$peristyle$;\n";
    on.write("99990101000001_fill.up.sql", fill);
    let (filled, begun) =
        ("SELECT count(*) FROM filled WHERE value = 1", "SELECT count(*) FROM _sqlx_migrations WHERE NOT success");

    let mut writer = on.connect().await;
    let mut open = writer.begin().await.unwrap();
    sqlx::raw_sql("SELECT FROM filled WHERE id = 55 FOR UPDATE").execute(&mut *open).await.unwrap();
    let locked = on.shop.run(&["migrate", "apply", &on.owner(), "--retries", "1"]);
    assert!(locked.code == 4 && locked.stderr.contains("the batches that were committed stay"), "{locked:?}");
    assert_eq!((on.value(filled).await.as_str(), on.value(begun).await.as_str()), ("50", "0"));

    on.write("99990101000001_fill.up.sql", &fill.replace("300ms", "60s"));
    let mut command = on.shop.command(&["migrate", "apply", &on.owner()]);
    let run = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let waits = "FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%peristyle%'";
    on.until(&format!("SELECT count(*) = 1 {waits}")).await;
    on.value(&format!("SELECT pg_terminate_backend(pid) {waits}")).await;
    let killed = Ran::of(run.wait_with_output().unwrap());
    assert!(killed.code == 4 && killed.stderr.contains("it goes on after them"), "{killed:?}");
    assert_eq!((on.value(filled).await.as_str(), on.value(begun).await.as_str()), ("50", "1"));
    open.rollback().await.unwrap();
    on.shop.ok(&["migrate", "apply", &on.owner()]);
    assert_eq!((on.value(filled).await.as_str(), on.value(begun).await.as_str()), ("100", "0"));
}

#[tokio::test]
async fn a_stopped_file_that_shows_nothing_is_left_to_a_person() {
    let on = WithDatabase::new().await;
    on.shop.ok(&["migrate", "apply", &on.owner()]);
    on.write("99990101000000_vacuum.up.sql", "-- no-transaction\nVACUUM org_products");
    on.shop.ok(&["migrate", "apply", &on.owner()]);
    on.execute("UPDATE _sqlx_migrations SET success = false WHERE version = 99990101000000").await;
    let stopped = on.shop.run(&["migrate", "apply", &on.owner()]);
    assert!(
        stopped.code == 4 && stopped.stderr.contains("DELETE FROM _sqlx_migrations WHERE version = 99990101000000"),
        "{stopped:?}"
    );
    on.execute("DELETE FROM _sqlx_migrations WHERE version = 99990101000000").await;
    on.shop.ok(&["migrate", "apply", &on.owner()]);
}

#[tokio::test]
async fn a_failing_file_names_its_line_what_was_done_and_what_was_not() {
    let on = WithDatabase::new().await;
    on.write("99990101000000_wrong.up.sql", "CREATE TABLE one ();\n\nCREATE TABLE two (id nothing);\n");
    on.write("99990101000001_after.up.sql", "CREATE TABLE three ();");
    let failed = on.shop.run(&["migrate", "apply", &on.owner()]);
    assert_eq!(failed.code, 4);
    for part in [
        "`99990101000000_wrong` (line 3) failed, and nothing of it stays",
        "(42704)",
        "_first`, and 1 more did not run",
    ] {
        assert!(failed.stderr.contains(part), "{part}: {failed:?}");
    }
    assert_eq!(on.value("SELECT count(*) FROM pg_class WHERE relname IN ('one', 'three')").await, "0");
    on.write("99990101000000_wrong.up.sql", "CREATE TABLE one ();");
    let json = on.shop.run(&["migrate", "apply", &on.owner(), "--json"]).json();
    assert_eq!((json["before"].as_u64(), json["applied"].as_array().unwrap().len()), (Some(1), 2), "{json}");

    // A name that is taken.
    on.execute("CREATE TABLE four ()").await;
    on.write("99990101000002_taken.up.sql", "CREATE TABLE five ();\nCREATE TABLE four ();");
    let taken = on.shop.run(&["migrate", "apply", &on.owner(), "--json"]);
    let error = &taken.json()["error"];
    assert!(error["message"].as_str().unwrap().contains("a name is taken, and nothing of it stays"), "{taken:?}");
    assert_eq!(error["done"]["pending"][0], "99990101000002_taken");
    on.execute("DROP TABLE four").await;
    on.shop.ok(&["migrate", "apply", &on.owner()]);
}

#[tokio::test]
async fn a_database_that_differs_from_the_files_is_refused() {
    let on = WithDatabase::between_releases().await;
    let first = on.shop.migrations().into_iter().find(|name| name.ends_with("first.up.sql")).unwrap();
    let text = crate::program::text(&on.shop.path("migrations").join(&first));
    on.write(&first, &format!("{text}-- edited"));
    let edited = on.shop.run(&["migrate", "apply", &on.owner()]);
    assert!(edited.code == 3 && edited.stderr.contains("is not the file that the database has run"), "{edited:?}");
    std::fs::remove_file(on.shop.path("migrations").join(&first)).unwrap();
    let missing = on.shop.run(&["migrate", "apply", &on.owner()]);
    assert!(missing.code == 3 && missing.stderr.contains("there is no file of this version"), "{missing:?}");
    on.write(&first, &text);
    on.execute("ALTER TABLE org_products ADD COLUMN title text").await;
    let differs = on.shop.run(&["migrate", "apply", &on.owner()]);
    assert!(differs.code == 4 && differs.stderr.contains("a name is taken"), "{differs:?}");
    on.execute("ALTER TABLE org_products DROP COLUMN title").await;
    on.shop.ok(&["migrate", "apply", &on.owner()]);
    on.is_complete().await;
}

#[tokio::test]
async fn without_rights_nothing_is_done() {
    let on = WithDatabase::new().await;
    let application = on.database.url(Role::Application);
    let refused = on.shop.run(&["migrate", "apply", &application]);
    assert!(refused.code == 4 && refused.stderr.contains("the owner of the tables"), "{refused:?}");
    on.shop.ok(&["migrate", "apply", &on.owner()]);
    on.write("99990101000000_more.up.sql", "ALTER TABLE org_products ADD COLUMN more text");
    let role = on.server.role_name(Role::Application);
    on.execute(&format!("GRANT ALL ON _sqlx_migrations TO {role}")).await;
    let refused = on.shop.run(&["migrate", "apply", &application]);
    let told = "a right is missing, and nothing of it stays: must be owner of table org_products (42501)";
    assert!(refused.code == 4 && refused.stderr.contains(told), "{refused:?}");
    on.shop.ok(&["migrate", "apply", &on.owner()]);
}

#[tokio::test]
async fn a_locked_table_is_tried_again_and_then_reported() {
    let on = WithDatabase::new().await;
    on.shop.ok(&["migrate", "apply", &on.owner()]);
    on.write(
        "99990101000000_locked.up.sql",
        "SET LOCAL lock_timeout = '100ms';\nALTER TABLE org_products ADD COLUMN more text;",
    );
    let mut writer = on.connect().await;
    let mut open = writer.begin().await.unwrap();
    sqlx::raw_sql("LOCK TABLE org_products IN ACCESS SHARE MODE").execute(&mut *open).await.unwrap();
    let blocked = on.shop.run(&["migrate", "apply", &on.owner(), "--retries", "1"]);
    assert!(
        blocked.code == 4 && blocked.stderr.contains("could not lock a table, 2 times; nothing of it stays"),
        "{blocked:?}"
    );
    let mut command = on.shop.command(&["migrate", "apply", &on.owner()]);
    let run = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    tokio::time::sleep(Duration::from_millis(700)).await;
    open.rollback().await.unwrap();
    let ran = Ran::of(run.wait_with_output().unwrap());
    assert_eq!(ran.code, 0, "{ran:?}");

    // Another run has the lock, and does not end.
    let mut other = on.connect().await;
    let lock = sqlx::query("SELECT pg_advisory_lock($1)").bind(i64::from_be_bytes(*b"peristyl"));
    lock.execute(&mut other).await.unwrap();
    let waits = on.shop.run(&["migrate", "apply", &on.owner(), "--wait", "0"]);
    assert!(
        waits.code == 4 && waits.stderr.contains("another run has the lock of the migrations: the session"),
        "{waits:?}"
    );
}

#[test]
fn no_server_a_wrong_url_and_another_layout_are_told_without_the_password() {
    let shop = crate::program::Shop::with_role("shop_app");
    shop.ok(&["migrate", "new", "first"]);
    let nobody = shop.run(&["migrate", "apply", "postgres://me:secret@127.0.0.1:1/shop"]);
    assert!(nobody.code == 4 && nobody.stderr.contains("`shop` at 127.0.0.1:1 as `me`"), "{nobody:?}");
    assert!(!nobody.stderr.contains("secret"), "{nobody:?}");
    assert_eq!(shop.run(&["migrate", "apply", "mysql:/x"]).code, 64);
    assert_eq!(shop.run(&["migrate", "apply"]).code, 64);
    let other = shop.run(&["migrate", "apply", "postgres://me@127.0.0.1:1/shop", "--layout", "refinery"]);
    let told = "has no file in the layout of Refinery, but `";
    assert!(other.code == 3 && other.stderr.contains(told) && other.stderr.contains("--layout sqlx"), "{other:?}");
}

/// The tables were made by a dump: the first migration is counted, and those after it run.
#[tokio::test]
async fn a_database_from_before_the_first_migration_is_counted_once_it_is_alike() {
    let on = WithDatabase::new().await;
    let (url, name) = (on.admin(), "first");
    let baseline = |more: &[&str]| on.shop.run(&[&["migrate", "apply", &url, "--baseline", name], more].concat());
    let empty = baseline(&[]);
    assert!(empty.code == 1 && empty.stderr.contains("the table `public.org_products` is missing"), "{empty:?}");
    let unknown = on.shop.run(&["migrate", "apply", &url, "--baseline", "second"]);
    assert!(unknown.code == 64 && unknown.stderr.contains("there is no migration `second`"), "{unknown:?}");

    on.execute(&on.shop.ok(&["ddl"])).await;
    on.execute("ALTER TABLE org_products ALTER note TYPE varchar(9); CREATE TABLE other (id int)").await;
    let differs = baseline(&["--ignore", "other"]);
    assert!(differs.code == 1 && differs.stderr.contains("the column `org_products.note` differs"), "{differs:?}");
    assert!(!differs.stderr.contains("other"), "{differs:?}");
    assert_eq!(on.value("SELECT to_regclass('_sqlx_migrations')").await, "");

    on.execute("ALTER TABLE org_products ALTER note TYPE text").await;
    let counted = baseline(&["--ignore", "other", "--json"]).json();
    assert_eq!(counted["applied"][0]["note"], "counted, not run", "{counted}");
    assert_eq!(on.value("SELECT count(*) FROM _sqlx_migrations WHERE success").await, "1");
    assert_eq!(on.value("SELECT count(*) FROM org_products").await, "0");
    let again = baseline(&[]);
    assert!(again.code == 64 && again.stderr.contains("counts 1 migrations"), "{again:?}");
    assert!(on.shop.ok(&["migrate", "apply", &url]).starts_with("nothing to apply"));
    scratch_is_dropped(&on.database).await;
}

/// The check of the roles is the first statement, and its hint becomes the help.
#[tokio::test]
async fn a_role_that_is_missing_is_named_with_what_to_run() {
    let mut on = WithDatabase::new().await;
    let role = format!("nobody_{}", std::process::id());
    on.shop = Shop::with_role(&role);
    on.shop.ok(&["migrate", "new", "first"]);
    let refused = on.shop.run(&["migrate", "apply", &on.owner()]);
    assert_eq!(refused.code, 4, "{refused:?}");
    let said = format!("did not run: the script needs roles that do not exist: {role} (42704)");
    let help = format!("= help: run `CREATE ROLE {role} LOGIN;` as a superuser, and then the command again");
    assert!(refused.stderr.contains(&said) && refused.stderr.contains(&help), "{refused:?}");
    assert_eq!(on.value("SELECT count(*) FROM pg_tables WHERE tablename LIKE 'org%'").await, "0");
}

#[tokio::test]
async fn an_extension_that_is_missing_is_named_with_what_to_run() {
    let on = WithDatabase::new().await;
    on.shop.ok(&["migrate", "apply", &on.owner()]);
    for (sql, extension) in [
        ("CREATE INDEX likeness ON org_products USING gin (sku gin_trgm_ops)", "pg_trgm"),
        ("ALTER TABLE org_products ADD CONSTRAINT apart EXCLUDE USING gist (id WITH =)", "btree_gist"),
        ("CREATE INDEX words ON org_products USING gin (sku)", "btree_gin"),
        ("ALTER TABLE org_products ADD COLUMN email citext", "citext"),
        ("ALTER TABLE org_products ADD COLUMN paths public.ltree[]", "ltree"),
        ("CREATE INDEX near ON org_products USING hnsw (sku)", "vector"),
        ("UPDATE org_products SET note = crypt(note, 'x')", "pgcrypto"),
        ("ALTER TABLE org_products ALTER COLUMN id SET DEFAULT uuid_generate_v4()", "\"uuid-ossp\""),
    ] {
        on.write("99990101000000_needs.up.sql", sql);
        let refused = on.shop.run(&["migrate", "apply", &on.owner()]);
        let help =
            format!("= help: the database lacks the extension {extension}: run `CREATE EXTENSION {extension};` in it");
        assert!(refused.code == 4 && refused.stderr.contains(&help), "{sql}: {refused:?}");
    }
    // What the head of a script says, of several at once.
    let check = format!(
        "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '42704', MESSAGE = 'the script needs extensions', \
         HINT = '{}CREATE EXTENSION citext; CREATE EXTENSION pg_trgm;'; END $$",
        peristyle_build::ddl::EXTENSIONS_HINT
    );
    on.write("99990101000000_needs.up.sql", &check);
    let refused = on.shop.run(&["migrate", "apply", &on.owner()]);
    let says = |text: &str| refused.stderr.contains(text);
    assert!(says("did not run: the script needs extensions (42704)\n"), "{refused:?}");
    assert!(says("run `CREATE EXTENSION citext; CREATE EXTENSION pg_trgm;` in the database"), "{refused:?}");
    assert!(says("\"CREATE EXTENSION IF NOT EXISTS citext; CREATE EXTENSION IF NOT EXISTS pg_trgm;\")"), "{refused:?}");
}
