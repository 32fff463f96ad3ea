//! The statements of a service read the index meant for them: 1,000,000 rows of 1,000 tenants, row level security on.

mod lists;
mod prepared;
mod rows;
pub mod schema;

use peristyle::Table;
use peristyle::prelude::*;
use peristyle::query::Plan;
use peristyle::sqlx::TenantTransaction;
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};
use schema::{Item, Organization, SCHEMA, Shelf};
use sqlx::postgres::PgPoolOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::sync::OnceCell;
use uuid::Uuid;

/// What the owner loads behind the DDL. Row security, references and triggers are put aside meanwhile, and tried in other tests.
const ROWS: &str = include_str!("rows.sql");

/// The stock, which no test changes. Each test connects by itself: a connection ends with the runtime that opened it, so a
/// pool of all tests hands out connections of tests that are over.
pub(crate) struct Stock {
    database: Database,
    pub(crate) tenant: Tenant<Organization>,
    pub(crate) item: Id<Item>,
    pub(crate) shelf: Id<Shelf>,
}

static STOCK: OnceCell<Stock> = OnceCell::const_new();

impl Stock {
    /// Loaded once for all tests, since a million rows take some seconds.
    pub(crate) async fn open() -> &'static Self {
        STOCK.get_or_init(Self::load).await
    }

    async fn load() -> Self {
        let server = Server::shared().await.unwrap();
        let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
        let sql = format!("{}\n{ROWS}", ddl::sql(&SCHEMA, &options).unwrap());
        // Not a copy of a template: there is one such database.
        let database = server.empty_database().await.unwrap();
        let mut owner = PgConnection::connect_with(&database.connect_options(Role::Owner)).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut owner).await.unwrap();
        owner.close().await.unwrap();
        Self { database, tenant: Tenant::new(id(500, 0)), item: id(500, 700), shelf: id(500, 7) }
    }

    /// A session that has read before: the first statement of a connection reads the catalog too.
    pub(crate) async fn begin(&self) -> TenantTransaction<'static, Organization> {
        let connect =
            PgPoolOptions::new().max_connections(1).connect_with(self.database.connect_options(Role::Application));
        let mut tx = connect.await.unwrap().begin_tenant(self.tenant).await.unwrap();
        Item::find(self.tenant, id(500, 1)).fetch_one(&mut tx).await.unwrap();
        tx
    }
}

/// The id that `rows.sql` gives to a row of a tenant.
fn id<T: Table>(tenant: u64, number: u64) -> Id<T> {
    let id = format!("{:012x}7000800{number:01$x}", 1_700_000_000_000 + tenant * 10_000 + number, 13);
    Id::try_from(Uuid::parse_str(&id).unwrap()).unwrap()
}

/// Nothing but that index is read, and no table from end to end.
#[track_caller]
pub(crate) fn reads(plan: &Plan, index: &str) {
    assert_eq!(plan.sequential_scans().collect::<Vec<_>>(), [""; 0], "\n{plan}");
    assert_eq!(plan.indexes().collect::<Vec<_>>(), [index], "\n{plan}");
}

/// And so many buffers at most.
#[track_caller]
pub(crate) fn within(plan: &Plan, buffers: u64) {
    assert!(plan.buffers().is_some_and(|read| read > 0 && read < buffers), "\n{plan}");
}
