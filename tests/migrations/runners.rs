//! The runners themselves apply the files. `.ci/runners` installs them and names their folders; without it the tests say that they are skipped.

use std::path::{Path, PathBuf};
use std::process::Command;

use peristyle_build::migrate::{Layout, Migrate};
use peristyle_build::model::Database;
use peristyle_cli::catalog::Catalog;
use peristyle_cli::verify::{Goal, fingerprints};
use peristyle_test::server::{Role, Server};
use sqlx::{AssertSqlSafe, Connection};

use crate::{Pair, SCHEMAS, allow_all, options, same, scenarios, schema, script};

/// What a runner writes into the database for itself.
const OWN: &str =
    "DROP TABLE IF EXISTS _sqlx_migrations, refinery_schema_history, schema_migrations, __diesel_schema_migrations";

/// The classes of change that need a file outside of a transaction, rows that are read, files that depend on each other, and two releases.
const CHANGES: [&str; 12] = [
    "change_index_tenant",
    "add_index_by_range",
    "change_index_plain",
    "add_unique_constraint_constrained",
    "add_column_with_backfill_referred",
    "set_not_null_root",
    "type_integer_to_bigint_by_range",
    "add_check_partitioned",
    // Two releases on one schema: triggers, a view, a backfill with a conversion.
    "until_rename_note_plain",
    "until_filled_plain",
    "until_type_decimal_constrained",
    "rename_table_until_tenant",
];

fn programs() -> Option<PathBuf> {
    let folder = std::env::var_os("PERISTYLE_RUNNERS").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: `.ci/runners` installs the runners");
    }
    folder
}

fn changed() -> Database {
    let mut new = schema::base();
    let all = scenarios::all();
    for name in CHANGES {
        let scenario = all.iter().find(|one| one.name == name).unwrap_or_else(|| panic!("no scenario {name}"));
        (scenario.change)(&mut new);
        new.derive_versions();
    }
    new
}

/// The files of the first release and of the second one. `first` holds those of the first release only.
struct Files {
    first: PathBuf,
    both: PathBuf,
    /// How many files, or folders, the second release has.
    second: usize,
}

fn files(server: &Server, layout: Layout) -> Files {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("runners_{layout:?}"));
    std::fs::remove_dir_all(&folder).ok();
    let (first, both) = (folder.join("first"), folder.join("both"));
    let snapshot = folder.join("schema.json");
    let migrate = |database: Database, version| {
        let migrate = allow_all(Migrate::to(database).options(options(server))).against(&snapshot).layout(layout);
        // refinery counts.
        if layout == Layout::Refinery { migrate } else { migrate.version(version) }
    };
    let initial = migrate(schema::base(), 20_260_101_000_000).new_migration("first", &both).unwrap();
    for file in &initial.files {
        let to = first.join(file.strip_prefix(&both).unwrap());
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(file, to).unwrap();
    }
    let next = migrate(changed(), 20_260_201_000_000).backfill("org_categories", "extra", "name || '!'");
    let next = next.new_migration("second", &both).unwrap();
    // A runner reads every file of the folder.
    std::fs::rename(both.join("peristyle.sum"), folder.join("peristyle.sum")).unwrap();
    Files { first, both, second: next.plan.parts().len() }
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{command:?}\n{}{}", text(&output.stdout), text(&output.stderr));
}

/// The catalog and the rows without what belongs to the runner.
async fn found(pair: &mut Pair) -> (Catalog, Vec<String>) {
    let mut transaction = pair.admin.begin().await.unwrap();
    sqlx::raw_sql(OWN).execute(&mut *transaction).await.unwrap();
    let goal = Goal::read(&mut transaction, SCHEMAS).await.unwrap();
    let rows = fingerprints(&mut transaction, SCHEMAS).await.unwrap();
    transaction.rollback().await.unwrap();
    (goal.catalog().clone(), rows)
}

/// Undoes a number of files of a folder.
type Down<'a> = dyn Fn(&Path, &str, usize) + 'a;

/// The first release, rows, the second release, and back where the runner can.
async fn applied(layout: Layout, up: impl Fn(&Path, &str), down: Option<&Down<'_>>) {
    let server = Server::shared().await.unwrap();
    let files = files(server, layout);
    let mut pair = Pair::of(server.empty_database().await.unwrap()).await;
    let mut scratch = Pair::of(server.empty_database().await.unwrap()).await;
    let url = pair.database.url(Role::Owner);
    let (old, new) = (schema::base(), changed());
    let base = scratch.goal(&script(&old, &options(server))).await;
    let goal = scratch.goal(&script(&new, &options(server))).await;
    up(&files.first, &url);
    same("after the first release", base.catalog(), &found(&mut pair).await.0).unwrap();
    sqlx::raw_sql(AssertSqlSafe(schema::rows_by_the_owner())).execute(&mut pair.owner).await.unwrap();
    let (_, before) = found(&mut pair).await;
    up(&files.both, &url);
    same("after the second release", goal.catalog(), &found(&mut pair).await.0).unwrap();
    // A second run finds nothing to do.
    up(&files.both, &url);
    if let Some(down) = down {
        down(&files.both, &url, files.second);
        let (catalog, rows) = found(&mut pair).await;
        same("after down", base.catalog(), &catalog).unwrap();
        assert_eq!(before, rows);
        up(&files.both, &url);
        same("after up again", goal.catalog(), &found(&mut pair).await.0).unwrap();
    }
}

#[tokio::test]
async fn sqlx_applies_the_files() {
    let Some(folder) = programs() else { return };
    let command = |action: &str, source: &Path, url: &str| {
        let mut command = Command::new(folder.join("bin/sqlx"));
        command.args(["migrate", action, "--source"]).arg(source).args(["--database-url", url]);
        command
    };
    let up = |source: &Path, url: &str| run(&mut command("run", source, url));
    let down = |source: &Path, url: &str, _: usize| {
        run(command("revert", source, url).args(["--target-version", "20260101000000"]));
    };
    applied(Layout::Sqlx, up, Some(&down)).await;
}

#[tokio::test]
async fn refinery_applies_the_files() {
    let Some(folder) = programs() else { return };
    let up = |source: &Path, url: &str| {
        let mut command = Command::new(folder.join("bin/refinery"));
        run(command.env("RUNNER_URL", url).args(["migrate", "-e", "RUNNER_URL", "-p"]).arg(source));
    };
    applied(Layout::Refinery, up, None).await;
}

/// The URL as dbmate reads it: a socket is a parameter, and no host.
fn with_socket(url: &str) -> String {
    let Some((login, rest)) = url.split_once("@%2F") else { return url.to_owned() };
    let (host, path) = rest.split_once('/').unwrap();
    let (folder, port) = host.split_once(':').unwrap_or((host, "5432"));
    let database = path.split('?').next().unwrap();
    format!("{login}@/{database}?sslmode=disable&port={port}&socket=/{}", folder.replace("%2F", "/"))
}

#[tokio::test]
async fn dbmate_applies_the_files() {
    let Some(folder) = programs() else { return };
    let command = |action: &str, source: &Path, url: &str| {
        let mut command = Command::new(folder.join("node_modules/.bin/dbmate"));
        command.args(["--url", &with_socket(url), "--no-dump-schema", "--migrations-dir"]);
        command.arg(source).arg(action);
        command
    };
    let up = |source: &Path, url: &str| run(command("up", source, url).env("DBMATE_WAIT", "false"));
    let down = |source: &Path, url: &str, count: usize| {
        (0..count).for_each(|_| run(&mut command("rollback", source, url)));
    };
    applied(Layout::Dbmate, up, Some(&down)).await;
}

#[tokio::test]
async fn diesel_applies_the_files() {
    let Some(folder) = programs() else { return };
    let command = |action: &str, source: &Path, url: &str| {
        let mut command = Command::new(folder.join("bin/diesel"));
        command.args(["migration", action, "--migration-dir"]).arg(source).args(["--database-url", url]);
        command.current_dir(source);
        command
    };
    let up = |source: &Path, url: &str| run(&mut command("run", source, url));
    let down = |source: &Path, url: &str, count: usize| {
        run(command("revert", source, url).args(["--number", &count.to_string()]));
    };
    applied(Layout::Diesel, up, Some(&down)).await;
}

/// pg-delta, which knows nothing of ours, finds no difference between a migrated and a fresh database; `PERISTYLE_PG_DELTA_EVERY` takes every n-th scenario,
/// `PERISTYLE_SCENARIO` those with a text in their names.
#[tokio::test]
async fn pg_delta_finds_no_difference() {
    let Some(folder) = programs() else { return };
    let every = std::env::var("PERISTYLE_PG_DELTA_EVERY").map_or(20, |text| text.parse().expect("a number"));
    let server = Server::shared().await.unwrap();
    let (old, options) = (schema::base(), options(server));
    let filled = format!("{}\n{}", script(&old, &options), schema::rows_by_the_owner());
    let template = server.template("migrations", &filled).await.unwrap();
    let mut differences = Vec::new();
    let only = std::env::var("PERISTYLE_SCENARIO").unwrap_or_default();
    let scenarios: Vec<_> = scenarios::all().into_iter().filter(|one| one.name.contains(&only)).collect();
    for scenario in scenarios.iter().step_by(every) {
        let mut new = old.clone();
        (scenario.change)(&mut new);
        new.derive_versions();
        let migrate = (scenario.declare)(allow_all(Migrate::to(new.clone()).options(options.clone())));
        let mut migrated = Pair::of(server.database(&template).await.unwrap()).await;
        migrated.up(&migrate.plan(&old).unwrap().parts()).await.unwrap();
        let fresh = Pair::fresh(server, &script(&new, &options)).await;
        let mut command = Command::new(folder.join("node_modules/.bin/pgdelta"));
        command.args(["diff", "--source", &migrated.database.url(Role::Admin)]);
        let output = command.args(["--desired", &fresh.database.url(Role::Admin)]).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        if !output.status.success() || !text.contains("No differences found.") {
            differences.push(format!("{}: {text}", scenario.name));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
