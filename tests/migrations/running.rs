//! A migration beside a service that runs: who waits for it, and what a run that was stopped leaves.

use std::cell::Cell;
use std::time::{Duration, Instant};

use peristyle_build::migrate::{Migrate, Part};
use peristyle_build::model::Database;
use peristyle_test::server::{Role, Server};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::time::sleep;

use crate::{Pair, allow_all, matrix, options, same, scenarios, schema, script, transitions};

/// Each class of one kind of table, and what it leads to.
fn of_kind(kind: &str, server: &Server) -> Vec<(String, Database, Vec<Part>)> {
    let old = schema::base();
    let classes = matrix::all().into_iter().chain(transitions::all()).filter(|scenario| scenario.name.ends_with(kind));
    let planned = classes.map(|scenario| {
        let mut new = old.clone();
        (scenario.change)(&mut new);
        new.derive_versions();
        let migrate = (scenario.declare)(allow_all(Migrate::to(new.clone()).options(options(server))));
        (scenario.name, new, migrate.plan(&old).unwrap().parts())
    });
    planned.collect()
}

async fn filled(server: &Server) -> peristyle_test::server::Template {
    let filled = format!("{}\n{}", script(&schema::base(), &options(server)), schema::rows_by_the_owner());
    server.template("migrations", &filled).await.unwrap()
}

/// Some of the classes, and each that two releases run on.
fn tenant_classes(server: &Server) -> Vec<(String, Database, Vec<Part>)> {
    let is_taken = |(at, (name, ..)): &(usize, (String, Database, Vec<Part>))| {
        at % 3 == 0 || name.starts_with("until") || name.starts_with("retire")
    };
    of_kind("_tenant", server).into_iter().enumerate().filter(is_taken).map(|(_, one)| one).collect()
}

/// The lock timeout of the files, shorter: the test waits for it.
pub const TIMEOUT: Duration = Duration::from_millis(100);

fn sooner(text: &str) -> String {
    text.replace("lock_timeout = '3s'", "lock_timeout = '100ms'")
        .replace("'lock_timeout', '3s'", "'lock_timeout', '100ms'")
}

/// Runs a migration beside a transaction that is open for three times the timeout, and a service that runs its statements all the time. Returns how often a file
/// gave up waiting for a lock, and was run again.
pub async fn beside(
    pair: &mut Pair,
    parts: &[Part],
    long: &mut PgConnection,
    service: &mut PgConnection,
    statements: &'static str,
    slowest: &Cell<Duration>,
) -> u32 {
    let migration = async {
        let mut refused = 0;
        for part in parts {
            while let Err(error) = pair.run(&sooner(&part.up), part.in_transaction).await {
                assert!(error.contains("lock timeout"), "{error}");
                refused += 1;
                sleep(Duration::from_millis(20)).await;
            }
        }
        refused
    };
    let traffic = async {
        loop {
            let start = Instant::now();
            sqlx::raw_sql(statements).execute(&mut *service).await.unwrap();
            slowest.set(slowest.get().max(start.elapsed()));
            sleep(Duration::from_millis(5)).await;
        }
    };
    let release = async {
        sleep(3 * TIMEOUT).await;
        sqlx::raw_sql("COMMIT").execute(long).await.unwrap();
        std::future::pending::<()>().await;
    };
    let others = async { tokio::join!(traffic, release) };
    tokio::select! {
        refused = migration => refused,
        _ = others => unreachable!("both go on"),
    }
}

/// A long transaction has read the tables. While a file waits for its lock, everybody else waits behind it, until it gives up; then it is run again.
#[tokio::test]
async fn nobody_waits_longer_than_the_lock_timeout() {
    let server = Server::shared().await.unwrap();
    let template = filled(server).await;
    let mut gave_up = 0;
    for (name, new, parts) in tenant_classes(server) {
        // The service reads and writes these two.
        let serves = |table: &str| new.tables.iter().any(|one| one.name == table && one.column("title").is_some());
        if !serves("org_products") {
            continue;
        }
        let mut pair = Pair::of(server.database(&template).await.unwrap()).await;
        let options = pair.database.connect_options(Role::Admin);
        let mut long = PgConnection::connect_with(&options).await.unwrap();
        let mut service = PgConnection::connect_with(&options).await.unwrap();
        sqlx::raw_sql("BEGIN; SELECT FROM org_products; SELECT FROM organizations").execute(&mut long).await.unwrap();
        let slowest = Cell::new(Duration::ZERO);
        let both = "SELECT id, title FROM org_products LIMIT 5; UPDATE org_products SET updated_at = now() WHERE title = 'title 3'";
        gave_up += beside(&mut pair, &parts, &mut long, &mut service, both, &slowest).await;
        // The rest is the time of the statements themselves, on a machine that does other things too.
        let slowest = slowest.get();
        assert!(slowest < TIMEOUT + Duration::from_secs(2), "{name}: a statement took {slowest:?}");
    }
    assert!(gave_up > 0, "no file waited for a lock");
}

/// What a backfill has committed stays, and a second run fills the rest.
#[tokio::test]
async fn a_backfill_that_was_stopped_goes_on() {
    let server = Server::shared().await.unwrap();
    let template = filled(server).await;
    let mut pair = Pair::of(server.database(&template).await.unwrap()).await;
    let many = "INSERT INTO org_categories (id, organization_id, name, places)
        SELECT ('01910000-0000-7000-8001-' || lpad(n::text, 12, '0'))::uuid, '01900000-0000-7000-8000-000000000001', 'more ' || n, n
        FROM generate_series(1, 12000) n";
    sqlx::raw_sql(many).execute(&mut pair.admin).await.unwrap();
    let old = schema::base();
    let mut new = old.clone();
    let all = scenarios::all();
    let scenario = all.iter().find(|one| one.name == "add_column_with_backfill_referred").unwrap();
    (scenario.change)(&mut new);
    new.derive_versions();
    let options = options(server);
    let migrate = allow_all(Migrate::to(new.clone()).options(options.clone()));
    // The row in the third batch has no value yet.
    let plan =
        migrate.backfill("org_categories", "extra", "(1000 / (places - 11000))::text || name").plan(&old).unwrap();
    let parts = plan.parts();
    let at = parts.iter().position(|part| part.name == "backfill").unwrap();
    for part in &parts[..at] {
        pair.run(&part.up, part.in_transaction).await.unwrap();
    }
    let error = pair.run(&parts[at].up, parts[at].in_transaction).await.unwrap_err();
    assert!(error.contains("division by zero"), "{error}");
    let count = async |pair: &mut Pair| -> i64 {
        let filled = "SELECT count(*) FROM org_categories WHERE extra IS NOT NULL";
        sqlx::query_scalar(AssertSqlSafe(filled)).fetch_one(&mut pair.admin).await.unwrap()
    };
    let first = count(&mut pair).await;
    assert_eq!(first, 10_000, "two batches are committed");
    // The owner still sees the rows of its tenant only.
    let forced = "SELECT relforcerowsecurity FROM pg_class WHERE relname = 'org_categories'";
    assert!(sqlx::query_scalar::<_, bool>(forced).fetch_one(&mut pair.admin).await.unwrap());
    sqlx::raw_sql("UPDATE org_categories SET places = 1 WHERE places = 11000").execute(&mut pair.admin).await.unwrap();
    for part in &parts[at..] {
        pair.run(&part.up, part.in_transaction).await.unwrap();
    }
    assert_eq!(count(&mut pair).await, 12_004);
    let mut scratch = Pair::of(server.empty_database().await.unwrap()).await;
    let goal = scratch.goal(&script(&new, &options)).await;
    same("after the second run", goal.catalog(), &pair.catalog().await).unwrap();
}
