use std::path::Path;
use std::time::Duration;

use peristyle_test::server::{Database, Role, Server};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};

use crate::program::Shop;

/// A shop with a database of its own.
pub struct WithDatabase {
    pub shop: Shop,
    pub database: Database,
    pub server: &'static Server,
}

/// Rows of two tenants, in the tables of the first release.
pub const ROWS: &str = "
    INSERT INTO organizations (id, name) SELECT gen_random_uuid(), 'shop ' || n FROM generate_series(1, 2) n;
    INSERT INTO org_products (id, organization_id, sku, note)
    SELECT gen_random_uuid(), o.id, 'S' || n, 'note ' || n FROM organizations o, generate_series(1, 50) n;";

/// The decisions of the second release.
pub const SECOND: &[&str] = &[
    "migrate",
    "new",
    "titles",
    "--backfill",
    "org_products.title=sku",
    "--allow",
    "breaks_running_version=the service is stopped",
];

/// Waits until every scratch database of this moment is dropped: other tests make theirs meanwhile.
pub async fn scratch_is_dropped(database: &Database) {
    let mut admin = PgConnection::connect_with(&database.connect_options(Role::Admin)).await.unwrap();
    let here = "SELECT datname::text FROM pg_database WHERE datname LIKE 'peristyle_scratch_%'";
    let here: Vec<String> = sqlx::query_scalar(here).fetch_all(&mut admin).await.unwrap();
    let left = "SELECT count(*) FROM pg_database WHERE datname = ANY ($1)";
    for _ in 0..600 {
        if sqlx::query_scalar::<_, i64>(left).bind(&here).fetch_one(&mut admin).await.unwrap() == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("scratch databases are left: {here:?}");
}

impl WithDatabase {
    /// An empty database, and the files of the first release.
    pub async fn new() -> Self {
        let server = Server::shared().await.unwrap();
        let database = server.empty_database().await.unwrap();
        let shop = Shop::with_role(server.role_name(Role::Application));
        shop.ok(&["migrate", "new", "first"]);
        Self { shop, database, server }
    }

    /// The database of the first release with rows, and the files of the second one.
    pub async fn between_releases() -> Self {
        let mut this = Self::new().await;
        this.shop.ok(&["migrate", "apply", &this.owner()]);
        this.execute(ROWS).await;
        this.shop.release(2);
        this.shop.ok(SECOND);
        this
    }

    /// The URL of the owner of the tables.
    pub fn owner(&self) -> String {
        self.database.url(Role::Owner)
    }

    pub fn admin(&self) -> String {
        self.database.url(Role::Admin)
    }

    pub async fn connect(&self) -> PgConnection {
        self.options().connect().await.unwrap()
    }

    pub fn options(&self) -> PgConnectOptions {
        self.database.connect_options(Role::Admin)
    }

    /// Runs statements as a superuser.
    pub async fn execute(&self, sql: &str) {
        let sql = AssertSqlSafe(sql.to_owned());
        sqlx::raw_sql(sql).execute(&mut self.connect().await).await.unwrap();
    }

    /// One value, as a superuser.
    pub async fn value(&self, sql: &str) -> String {
        let sql = AssertSqlSafe(format!("SELECT ({sql})::text"));
        let value: Option<String> = sqlx::query_scalar(sql).fetch_one(&mut self.connect().await).await.unwrap();
        value.unwrap_or_default()
    }

    /// Waits for a condition.
    pub async fn until(&self, condition: &str) {
        for _ in 0..1200 {
            if self.value(condition).await == "true" {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{condition}: it does not become true");
    }

    /// A file of the user's own. Without a chain, since it was not planned.
    pub fn write(&self, name: &str, sql: &str) {
        std::fs::remove_file(self.shop.path("migrations/peristyle.sum")).ok();
        std::fs::write(self.shop.path("migrations").join(Path::new(name)), sql).unwrap();
    }

    /// The second release is there once, with all rows and every index valid.
    pub async fn is_complete(&self) {
        let files = self.shop.migrations().iter().filter(|name| name.ends_with(".up.sql")).count().to_string();
        let expected = [
            ("SELECT count(*) FROM _sqlx_migrations WHERE success", files.as_str()),
            ("SELECT count(*) FROM _sqlx_migrations WHERE NOT success", "0"),
            ("SELECT count(*) FROM org_products WHERE title = sku", "100"),
            ("SELECT count(*) FROM pg_index WHERE NOT indisvalid", "0"),
            ("SELECT count(*) FROM pg_class WHERE relname LIKE 'org_products%title%' AND relkind = 'i'", "1"),
            (
                "SELECT attnotnull FROM pg_attribute WHERE attrelid = 'org_products'::regclass AND attname = 'title'",
                "true",
            ),
        ];
        for (query, value) in expected {
            assert_eq!(self.value(query).await, value, "{query}");
        }
    }
}
