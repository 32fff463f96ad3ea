//! The layouts of other runners than sqlx: what `migrate apply` and `migrate revert` write into their tables is what the runners themselves write.

use peristyle_cli::verify::Goal;
use peristyle_test::server::Role;
use sqlx::{AssertSqlSafe, ConnectOptions};

use crate::database::{ROWS, SECOND, WithDatabase};
use crate::program::{Ran, Shop, text};

/// A shop whose migrations are for this runner.
struct With {
    on: WithDatabase,
    layout: &'static str,
}

impl With {
    async fn between_releases(layout: &'static str) -> Self {
        let on = WithDatabase::new().await;
        std::fs::remove_dir_all(on.shop.path("migrations")).unwrap();
        std::fs::remove_file(on.shop.path("schema.json")).unwrap();
        let mut this = Self { on, layout };
        this.ok(&["migrate", "new", "first"]);
        let owner = this.on.owner();
        this.ok(&["migrate", "apply", &owner]);
        this.on.execute(ROWS).await;
        this.on.shop.release(2);
        this.ok(&[SECOND, &["--allow", "blocks_writes=the service is stopped"]].concat());
        this
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        self.on.shop.run(&[arguments, &["--layout", self.layout]].concat())
    }

    fn ok(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.code, 0, "{}: {arguments:?}: {ran:?}", self.layout);
        ran.stdout
    }

    /// All is applied, proven before, and the catalog is that of the DDL.
    async fn applied(&self, table: &str) {
        let (owner, admin) = (self.on.owner(), self.on.admin());
        let proven = self.ok(&["migrate", "verify", &admin]);
        assert!(proven.contains("files with 102 rows") || proven.contains("file with 102 rows"), "{proven}");
        self.ok(&["migrate", "apply", &owner]);
        assert!(self.ok(&["migrate", "apply", &owner]).starts_with("nothing to apply"));
        let files = self.on.shop.migrations().iter().filter(|name| *name != "peristyle.sum").count().to_string();
        assert_eq!(self.on.value(&format!("SELECT count(*) FROM {table}")).await, files);
        assert_eq!(self.on.value("SELECT count(*) FROM org_products WHERE title = sku").await, "100");
        let fresh = self.on.server.empty_database().await.unwrap();
        let mut fresh = fresh.connect_options(Role::Owner).connect().await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(self.on.shop.ok(&["ddl"]))).execute(&mut fresh).await.unwrap();
        let expected = Goal::read(&mut fresh, &["public"]).await.unwrap();
        let found = Goal::read(&mut self.on.connect().await, &["public"]).await.unwrap();
        assert_eq!(expected.catalog().difference(found.catalog()), "");
    }

    async fn reverted(&self, table: &str) {
        let owner = self.on.owner();
        self.ok(&["migrate", "revert", &owner]);
        assert_eq!(self.on.value(&format!("SELECT count(*) FROM {table}")).await, "1");
        let title = "SELECT count(*) FROM pg_attribute WHERE attrelid = 'org_products'::regclass AND attname = 'title'";
        assert_eq!(self.on.value(title).await, "0");
        self.applied(table).await;
    }
}

#[tokio::test]
async fn dbmate_counts_its_files_in_schema_migrations() {
    let with = With::between_releases("dbmate").await;
    with.applied("schema_migrations").await;
    with.reverted("schema_migrations").await;
    let versions = "SELECT string_agg(version, ' ' ORDER BY version) FROM schema_migrations";
    let names = with.on.shop.migrations();
    let expected: Vec<_> = names.iter().filter_map(|name| name.split_once('_').map(|(version, _)| version)).collect();
    assert_eq!(with.on.value(versions).await, expected.join(" "));
}

/// The table does not say that a file has begun, so a person decides.
#[tokio::test]
async fn an_index_without_a_row_is_refused_with_both_ways_out() {
    let with = With::between_releases("dbmate").await;
    let owner = with.on.owner();
    with.ok(&["migrate", "apply", &owner]);
    let names = with.on.shop.migrations();
    let build = names.iter().find(|name| name.contains("build_index")).unwrap();
    let version = build.split_once('_').unwrap().0;
    with.on.execute(&format!("DELETE FROM schema_migrations WHERE version = '{version}'")).await;
    let stopped = with.run(&["migrate", "apply", &owner]);
    let insert = format!("INSERT INTO schema_migrations (version) VALUES ('{version}')");
    assert!(stopped.code == 4 && stopped.stderr.contains(&format!("`{insert}`")), "{stopped:?}");
    assert!(stopped.stderr.contains("DROP INDEX CONCURRENTLY"), "{stopped:?}");
    with.on.execute(&insert).await;
    assert!(with.ok(&["migrate", "apply", &owner]).starts_with("nothing to apply"));
}

#[tokio::test]
async fn diesel_counts_its_folders() {
    let with = With::between_releases("diesel").await;
    with.applied("__diesel_schema_migrations").await;
    with.reverted("__diesel_schema_migrations").await;
}

#[tokio::test]
async fn refinery_has_the_checksums_that_it_computes_and_no_way_back() {
    let with = With::between_releases("refinery").await;
    with.applied("refinery_schema_history").await;
    for name in with.on.shop.migrations().iter().filter(|name| name.ends_with(".sql")) {
        let sql = text(&with.on.shop.path("migrations").join(name));
        let file = refinery_core::Migration::unapplied(name.trim_end_matches(".sql"), &sql).unwrap();
        let row = format!(
            "SELECT concat(name, ' ', checksum) FROM refinery_schema_history WHERE version = {}",
            file.version()
        );
        assert_eq!(with.on.value(&row).await, format!("{} {}", file.name(), file.checksum()));
    }
    let back = with.run(&["migrate", "revert", &with.on.owner()]);
    assert!(back.code == 3 && back.stderr.contains("the layout of refinery has no down files"), "{back:?}");

    // Refinery refuses a file that comes before one that has run, and one that was edited.
    let folder = with.on.shop.path("migrations");
    std::fs::remove_file(folder.join("peristyle.sum")).unwrap();
    let first = with.on.shop.migrations().into_iter().find(|name| name.starts_with("V1__")).unwrap();
    let sql = text(&folder.join(&first));
    std::fs::write(folder.join(&first), format!("{sql}-- edited")).unwrap();
    let edited = with.run(&["migrate", "apply", &with.on.owner()]);
    assert!(edited.code == 3 && edited.stderr.contains("is not the file that the database has run"), "{edited:?}");
    std::fs::write(folder.join(&first), sql).unwrap();
    std::fs::write(folder.join("V0__late.sql"), "SELECT 1").unwrap();
    let late = with.run(&["migrate", "apply", &with.on.owner()]);
    assert!(late.code == 3 && late.stderr.contains("comes before a file that the database has run"), "{late:?}");
}

#[test]
fn a_file_that_the_runner_does_not_read_is_named() {
    let shop = Shop::with_role("shop_app");
    let folder = shop.path("migrations");
    std::fs::create_dir_all(&folder).unwrap();
    let told = |layout: &str| {
        let ran = shop.run(&["migrate", "apply", "postgres://me@127.0.0.1:1/shop", "--layout", layout]);
        assert_eq!(ran.code, 3, "{ran:?}");
        ran.stderr
    };
    std::fs::write(folder.join("20260101000000_first.sql"), "CREATE TABLE one ();").unwrap();
    assert!(told("dbmate").contains("`20260101000000_first.sql` has no line `-- migrate:up`"));
    assert!(told("diesel").contains("has no file in the layout of Diesel, but `20260101000000_first.sql`"));
    std::fs::rename(folder.join("20260101000000_first.sql"), folder.join("V99999999999__first.sql")).unwrap();
    assert!(told("refinery").contains("begins with no version"));
}
