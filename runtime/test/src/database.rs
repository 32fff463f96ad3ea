//! The database of one test.

use std::fmt::Write;
use std::sync::OnceLock;
use std::time::Duration;

use peristyle::Schema;
use peristyle_build::ddl;
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::server::{Database, Role, Server};
use crate::{Setup, TestError};

/// How long a test waits for a connection of its pools.
const PATIENCE: Duration = Duration::from_secs(30);

/// A database with the tables of a schema, which one test uses. It is dropped with the value, whatever is still connected.
///
/// The DDL is loaded once for all tests of a process; each database is a copy.
///
/// ```
/// # use peristyle::prelude::*;
/// # /// A customer account.
/// # #[table(name = "organizations", tenant_root)] pub struct Organization { pub id: Id<Organization> }
/// # schema! { pub SCHEMA = [Organization] }
/// use peristyle_test::TestDatabase;
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let db = TestDatabase::new(&SCHEMA).await?;
/// let organization = OrganizationInsert::new();
/// let tenant = Tenant::<Organization>::new(organization.id());
/// Organization::insert(tenant, organization).execute(&db.pool()).await.unwrap();
/// let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM organizations").fetch_one(&db.admin()).await.unwrap();
/// assert_eq!(rows, 1);
/// # Ok::<(), peristyle_test::TestError>(())
/// # }).unwrap();
/// ```
#[derive(Debug)]
pub struct TestDatabase {
    // Pools are closed before the database is dropped, and fields are dropped in this order.
    pools: [OnceLock<PgPool>; 3],
    database: Database,
    application_role: &'static str,
}

impl TestDatabase {
    /// Creates a database with the tables of the schema, on the server that all tests of the process share.
    ///
    /// # Errors
    ///
    /// There is no server, the schema breaks a rule over several tables, or the server refuses it.
    pub async fn new(schema: &'static Schema) -> Result<Self, TestError> {
        Self::with(schema, &Setup::new()).await
    }

    /// Creates a database with the tables of the schema and what else a setup says.
    ///
    /// # Errors
    ///
    /// As [`TestDatabase::new`]; the server refuses the SQL of the setup.
    pub async fn with(schema: &'static Schema, setup: &Setup) -> Result<Self, TestError> {
        let server = Server::shared().await.map_err(TestError::Start)?;
        let application_role = server.role_name(Role::Application);
        let options = setup.options.clone().application_role(application_role);
        let sql = format!("{}{}{}", setup.before, ddl::sql(schema, &options)?, setup.after);
        let template = server.template(&name_of(&sql), &sql).await?;
        let database = server.database(&template).await?;
        Ok(Self { pools: Default::default(), database, application_role })
    }

    /// Returns a pool of the role that a service logs in as. Row level security applies to it. All calls return the same
    /// pool.
    #[must_use]
    pub fn pool(&self) -> PgPool {
        self.pool_of(Role::Application, 0)
    }

    /// Returns a pool of the role that owns the tables. Row level security applies to it too, since it is forced.
    #[must_use]
    pub fn owner(&self) -> PgPool {
        self.pool_of(Role::Owner, 1)
    }

    /// Returns a pool of the administrator: it sees the rows of all tenants. On the server of `PERISTYLE_TEST_URL` it
    /// is the user of the URL, who must be a superuser for that.
    #[must_use]
    pub fn admin(&self) -> PgPool {
        self.pool_of(Role::Admin, 2)
    }

    /// Connects on first use: a pool needs the runtime of its caller, which a constructor may not have.
    fn pool_of(&self, role: Role, place: usize) -> PgPool {
        let options = || PgPoolOptions::new().max_connections(8).acquire_timeout(PATIENCE);
        self.pools[place].get_or_init(|| options().connect_lazy_with(self.connect_options(role))).clone()
    }

    /// Returns how sqlx connects as a role.
    #[must_use]
    pub fn connect_options(&self, role: Role) -> PgConnectOptions {
        self.database.connect_options(role)
    }

    /// Returns the URL of the database for a role, its password included, as sqlx, tokio-postgres and psql read it.
    #[must_use]
    pub fn url(&self, role: Role) -> String {
        self.database.url(role)
    }

    /// Returns the name of the database.
    #[must_use]
    pub fn name(&self) -> &str {
        self.database.name()
    }

    /// Returns the name of the role that a service logs in as.
    #[must_use]
    pub fn application_role(&self) -> &str {
        self.application_role
    }
}

/// Equal SQL is one template.
fn name_of(sql: &str) -> String {
    Sha256::digest(sql).iter().take(10).fold("schema_".to_owned(), |mut name, byte| {
        let _ = write!(name, "{byte:02x}");
        name
    })
}
