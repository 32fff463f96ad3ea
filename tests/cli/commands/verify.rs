//! `migrate verify` on a real server.

use peristyle_test::server::Role;
use sqlx::ConnectOptions;

use crate::database::{ROWS, SECOND, WithDatabase};

const SCRATCH: &str = "SELECT count(*) FROM pg_database WHERE datname LIKE 'peristyle\\_scratch\\_%'";

/// The catalog and the rows of the database of the shop.
async fn state(on: &WithDatabase) -> String {
    let rows = on.value("SELECT string_agg(r::text, ' ' ORDER BY r::text) FROM org_products r").await;
    rows + &on.value("SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class").await
}

#[tokio::test]
async fn a_copy_with_rows_proves_what_the_database_does_not_have() {
    let on = WithDatabase::between_releases().await;
    let before = state(&on).await;
    let proven = on.shop.run(&["migrate", "verify", &on.admin(), "--json"]);
    assert_eq!(proven.code, 0, "{proven:?}");
    let json = proven.json();
    assert_eq!((json["rows"].as_u64(), json["lost"].as_array().unwrap().len()), (Some(102), 0), "{json}");
    assert!(json["files"].as_array().unwrap().len() > 2 && json["cannot_be_undone"].is_null(), "{json}");
    assert_eq!(state(&on).await, before);
    on.shop.ok(&["migrate", "apply", &on.owner()]);
    assert!(on.shop.ok(&["migrate", "verify", &on.admin()]).starts_with("nothing to prove"));
}

#[tokio::test]
async fn an_empty_database_proves_all_files_or_the_last_ones_with_rows() {
    let mut on = WithDatabase::new().await;
    on.shop.release(2);
    on.shop.ok(SECOND);
    let all = on.shop.run(&["migrate", "verify", &on.admin(), "--json"]);
    assert_eq!(all.code, 0, "{all:?}");
    std::fs::write(on.shop.path("rows.sql"), ROWS).unwrap();
    let last = on.shop.run(&["migrate", "verify", &on.admin(), "--rows", "rows.sql", "--json"]);
    assert_eq!((last.code, last.json()["rows"].as_u64()), (0, Some(102)), "{last:?}");
    let count = |ran: &crate::program::Ran| ran.json()["files"].as_array().unwrap().len();
    assert_eq!(count(&all), count(&last) + 1);
    assert_eq!(on.value("SELECT count(*) FROM pg_class WHERE relname = 'org_products'").await, "0");
}

#[tokio::test]
async fn changed_rows_another_catalog_and_a_broken_down_file_are_found() {
    let on = WithDatabase::between_releases().await;
    let before = state(&on).await;
    let last = |end: &str| on.shop.migrations().into_iter().rfind(|name| name.ends_with(end)).unwrap();
    let (up, down) = (last(".up.sql"), last(".down.sql"));
    let text = |name: &str| crate::program::text(&on.shop.path("migrations").join(name));
    let (up_text, down_text) = (text(&up), text(&down));

    on.write(&up, &format!("{up_text}\nSET LOCAL row_security = off; ALTER TABLE org_products NO FORCE ROW LEVEL SECURITY;
        UPDATE org_products SET note = 'lost' WHERE note = 'note 7'; ALTER TABLE org_products FORCE ROW LEVEL SECURITY;"));
    let rows = on.shop.run(&["migrate", "verify", &on.admin()]);
    assert!(
        rows.code == 1
            && rows.stderr.contains("after all up, rows of `public.org_products` are missing or have other values"),
        "{rows:?}"
    );

    on.write(&up, &format!("{up_text}\nALTER TABLE org_products ADD COLUMN forgotten text;"));
    let catalog = on.shop.run(&["migrate", "verify", &on.admin()]);
    assert!(catalog.code == 1 && catalog.stderr.contains("+ column public.org_products.forgotten\n"), "{catalog:?}");

    on.write(&up, &up_text);
    on.write(&down, "SELECT nothing;");
    let broken = on.shop.run(&["migrate", "verify", &on.admin()]);
    assert!(broken.code == 1 && broken.stderr.contains("the down file of `"), "{broken:?}");
    on.write(&down, &format!("{down_text}\nALTER TABLE org_products ADD COLUMN left_behind text;"));
    let forgets = on.shop.run(&["migrate", "verify", &on.admin()]);
    assert!(
        forgets.code == 1 && forgets.stderr.contains("after all down, the catalog is not what it was before"),
        "{forgets:?}"
    );
    on.write(&down, "DO $$ BEGIN RAISE EXCEPTION 'this migration cannot be undone: it is the test'; END $$;");
    let impossible = on.shop.run(&["migrate", "verify", &on.admin()]);
    assert!(impossible.code == 0 && impossible.stdout.contains("not all can be undone: `"), "{impossible:?}");
    on.write(&down, &down_text);
    on.shop.ok(&["migrate", "verify", &on.admin()]);
    assert_eq!(state(&on).await, before);
}

#[tokio::test]
async fn who_cannot_prove_it_is_told_why() {
    let on = WithDatabase::between_releases().await;
    let owner = on.shop.run(&["migrate", "verify", &on.owner()]);
    assert!(owner.code == 4 && owner.stderr.contains("sees no rows of tenant tables"), "{owner:?}");
    let connected = on.connect().await;
    let used = on.shop.run(&["migrate", "verify", &on.admin()]);
    assert!(used.code == 4 && used.stderr.contains("end the other sessions of"), "{used:?}");
    drop(connected);
    let rows = on.shop.run(&["migrate", "verify", &on.admin(), "--after", "1"]);
    assert!(rows.code == 64 && rows.stderr.contains("`--after` is for a database without tables"), "{rows:?}");
    on.execute("DROP TABLE _sqlx_migrations").await;
    let unknown = on.shop.run(&["migrate", "verify", &on.admin()]);
    assert!(
        unknown.code == 4 && unknown.stderr.contains("`_sqlx_migrations` does not say by which files"),
        "{unknown:?}"
    );
}

/// One process of the tests has a server of its own, so what is left is of these tests.
#[tokio::test]
async fn scratch_databases_are_dropped_whatever_happens() {
    let on = WithDatabase::between_releases().await;
    let mut command = on.shop.command(&["migrate", "verify", &on.admin()]);
    let mut run = command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    let mine = format!(
        "{SCRATCH} AND datdba = (SELECT oid FROM pg_roles WHERE rolname = '{}')",
        on.server.role_name(Role::Owner)
    );
    // Another test may have created it; then this one ends as it would.
    let maintenance = on.server.empty_database().await.unwrap();
    let mut admin = maintenance.connect_options(Role::Admin).connect().await.unwrap();
    let count = async |admin: &mut sqlx::PgConnection| -> i64 {
        sqlx::query_scalar(sqlx::AssertSqlSafe(mine.clone())).fetch_one(admin).await.unwrap()
    };
    while count(&mut admin).await == 0 && run.try_wait().unwrap().is_none() {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    interrupt(run.id());
    run.wait().unwrap();
    for _ in 0..600 {
        if count(&mut admin).await == 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("a scratch database is left");
}

/// A run that is killed drops nothing: the next one does, and only what is such a leftover.
#[tokio::test]
async fn scratch_databases_of_a_killed_run_are_dropped_by_the_next_one() {
    let on = WithDatabase::between_releases().await;
    let other = on.server.empty_database().await.unwrap();
    let mut admin = other.connect_options(Role::Admin).connect().await.unwrap();
    let (pid, now): (i32, i64) =
        sqlx::query_as("SELECT pg_backend_pid(), (extract(epoch FROM clock_timestamp()) * 1000)::bigint")
            .fetch_one(&mut admin)
            .await
            .unwrap();
    // The session of this one lives, a person has written on that one, the third is named otherwise, and the last one is left.
    let kept = [
        format!("peristyle_scratch_{pid}_{now}_1"),
        format!("peristyle_scratch_1_{now}_2"),
        format!("peristyle_scratch_1_{now}_mine"),
    ];
    let left = format!("peristyle_scratch_1_{now}_4");
    for name in [&kept[0], &kept[2], &left] {
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut admin).await.unwrap();
    }
    // It has its comment before its name, since other tests verify meanwhile.
    for sql in [
        format!("CREATE DATABASE written_on_{now}"),
        format!("COMMENT ON DATABASE written_on_{now} IS 'mine'"),
        format!("ALTER DATABASE written_on_{now} RENAME TO {}", kept[1]),
    ] {
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut admin).await.unwrap();
    }

    let mut command = on.shop.command(&["migrate", "verify", &on.admin()]);
    let mut run = command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap();
    // The name has the session that created it.
    let of_run = "SELECT d.datname::text FROM pg_database d JOIN pg_stat_activity a ON d.datname LIKE format('peristyle\\_scratch\\_%s\\_%%', a.pid)
        WHERE a.application_name = 'peristyle migrate verify' LIMIT 1";
    let mut killed = None;
    while killed.is_none() && run.try_wait().unwrap().is_none() {
        killed = sqlx::query_scalar::<_, String>(of_run).fetch_optional(&mut admin).await.unwrap();
    }
    run.kill().unwrap();
    run.wait().unwrap();
    let is_there = async |admin: &mut sqlx::PgConnection, name: &str| -> bool {
        let query = sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)");
        query.bind(name).fetch_one(admin).await.unwrap()
    };
    // The server may still copy when the next run looks.
    for _ in 0..100 {
        on.shop.ok(&["migrate", "verify", &on.admin()]);
        if killed.is_none() || !is_there(&mut admin, killed.as_deref().unwrap_or_default()).await {
            break;
        }
    }
    assert!(!is_there(&mut admin, killed.as_deref().unwrap_or_default()).await, "{killed:?} is left");
    assert!(!is_there(&mut admin, &left).await, "{left} is left");
    for name in &kept {
        assert!(is_there(&mut admin, name).await, "{name} is gone");
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!("DROP DATABASE {name}"))).execute(&mut admin).await.unwrap();
    }
}

/// As Ctrl-C does.
fn interrupt(process: u32) {
    let sent = std::process::Command::new("kill").args(["-INT", &process.to_string()]).status();
    sent.expect("`kill` runs");
}
