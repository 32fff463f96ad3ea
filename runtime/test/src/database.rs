//! The database of one test.

use std::fmt::Write;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use peristyle::{Id, Schema, Tenant, TenantRoot};
use peristyle_build::ddl;
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use tokio::sync::{Mutex, MutexGuard};
use url::Url;

use crate::example::{AllFixed, Choices, Request, Store};
use crate::server::{Database, Role, Server};
use crate::statements::{self, Address, Proxy};
use crate::{ExampleError, NPlusOneCheck, Setup, StatementLimit, TestError};

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
    examples: Mutex<Store>,
    proxy: Proxy,
    database: Database,
    schema: &'static Schema,
    application_role: &'static str,
}

impl TestDatabase {
    /// Creates a database with the tables of the schema, on the server that all tests of the process share. Schemas with a `min` that
    /// it is too old for share a newer one.
    ///
    /// # Errors
    ///
    /// There is no server of that version, the schema breaks a rule over several tables, or the server refuses it.
    pub async fn new(schema: &'static Schema) -> Result<Self, TestError> {
        Self::with(schema, &Setup::new()).await
    }

    /// Creates a database with the tables of the schema and what else a setup says.
    ///
    /// # Errors
    ///
    /// As [`TestDatabase::new`]; the server refuses the SQL of the setup.
    pub async fn with(schema: &'static Schema, setup: &Setup) -> Result<Self, TestError> {
        statements::record();
        statements::open_recorder().map_err(TestError::Statements)?;
        let server = Server::shared_since(schema.min).await.map_err(TestError::Start)?;
        let application_role = server.role_name(Role::Application);
        let options = setup.options.clone().application_role(application_role);
        let sql = format!("{}{}{}", setup.before, ddl::sql(schema, &options)?, setup.after);
        let template = server.template(&name_of(&sql), &sql).await?;
        let database = server.database(&template).await?;
        let direct = database.connect_options(Role::Application);
        let proxy = Proxy::start(address_of(&direct)).map_err(TestError::Proxy)?;
        let examples = Mutex::new(Store::new(direct));
        Ok(Self { pools: Default::default(), examples, proxy, database, schema, application_role })
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

    /// Inserts two tenants and returns them.
    ///
    /// ```
    /// # use peristyle::prelude::*;
    /// # /// A customer account.
    /// # #[table(name = "organizations", tenant_root)] pub struct Organization { pub id: Id<Organization> }
    /// # schema! { pub SCHEMA = [Organization] }
    /// # use peristyle_test::TestDatabase;
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// let db = TestDatabase::new(&SCHEMA).await.unwrap();
    /// let [ours, theirs] = db.tenants::<Organization>().await?;
    /// let found = Organization::find(ours).fetch_one(&db.pool()).await.unwrap();
    /// assert_ne!(found.id, theirs.id());
    /// # Ok::<(), peristyle_test::ExampleError>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// No values were found that the table of the tenants accepts.
    pub async fn tenants<Root: TenantRoot>(&self) -> Result<[Tenant<Root>; 2], ExampleError> {
        let tenants = [(); 2].map(|()| Tenant::<Root>::new(Id::generate()));
        let mut store = self.examples().await;
        for tenant in tenants {
            let (id, fixed) = (tenant.id().uuid(), AllFixed::new());
            let request = Request { def: Root::def(), tenant: Some(id), count: 1, fixed: &fixed };
            store.insert(request, &mut Choices::seeded(id.as_u64_pair().1)).await?;
        }
        Ok(tenants)
    }

    /// Limits the number of statements that the application sends until the returned value is dropped. More are a panic
    /// that lists them.
    ///
    /// Counted are the statements of all connections as the application role: those of [`TestDatabase::pool`] and of
    /// every other pool with the [URL](TestDatabase::url) of the role, on both drivers, as the server receives them.
    /// BEGIN, COMMIT, savepoints, settings and the further rows of a cursor do not count, nor do reads of the catalog,
    /// such as those that drivers send about types. Example rows are inserted by a connection that is not counted.
    ///
    /// ```
    /// # use peristyle::prelude::*;
    /// # /// A customer account.
    /// # #[table(name = "organizations", tenant_root)] pub struct Organization { pub id: Id<Organization> }
    /// # schema! { pub SCHEMA = [Organization] }
    /// # use peristyle_test::TestDatabase;
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// let db = TestDatabase::new(&SCHEMA).await.unwrap();
    /// let [ours, _] = db.tenants::<Organization>().await.unwrap();
    /// let limit = db.max_statements(1);
    /// Organization::find(ours).fetch_one(&db.pool()).await?;
    /// assert_eq!(limit.statements().len(), 1);
    /// # Ok::<(), peristyle::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn max_statements(&self, most: usize) -> StatementLimit {
        StatementLimit::new(Arc::clone(self.proxy.log()), most)
    }

    /// Looks for N+1 until the returned value is dropped: a statement that is run for each row of another. One is a panic
    /// that names both statements, both calls in the source, and the call that reads or writes all rows at once.
    ///
    /// It looks at the statements of all connections as the application role, as [`TestDatabase::max_statements`] does. A
    /// statement is reported if one call runs it at least twice with values of different rows that another statement
    /// returned before, in one transaction or several, one after the other or at the same time. It is also reported
    /// if one call runs it three times or more, as often as the statement right before returned rows. So the test needs two
    /// rows, better three. SQL of your own on the driver is found too, without its place.
    ///
    /// ```
    /// # use peristyle::prelude::*;
    /// # /// A customer account.
    /// # #[table(name = "organizations", tenant_root)] pub struct Organization { pub id: Id<Organization> }
    /// # /// A group of products.
    /// # #[table(name = "org_categories", tenant = Organization)]
    /// # pub struct Category { pub id: Id<Category>, pub organization_id: Id<Organization> }
    /// # /// Something that is sold.
    /// # #[table(name = "org_products", tenant = Organization)]
    /// # pub struct Product {
    /// #     pub id: Id<Product>, pub organization_id: Id<Organization>,
    /// #     #[column(on_delete = cascade, why = "it is sold in its category")] pub category_id: Id<Category>,
    /// # }
    /// # schema! { pub SCHEMA = [Organization, Category, Product] }
    /// # use peristyle_test::{Example, TestDatabase};
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let db = TestDatabase::new(&SCHEMA).await.unwrap();
    /// # let [ours, _] = db.tenants::<Organization>().await.unwrap();
    /// # for _ in 0..2 { Product::example(ours).with(Product::CATEGORY_ID, Category::example(ours).insert(&db).await.unwrap().id).insert(&db).await.unwrap(); }
    /// let check = db.no_n_plus_one();
    /// for product in Product::select(ours).limit(9).fetch_all(&db.pool()).await? {
    ///     Category::find(ours, product.category_id).fetch_one(&db.pool()).await?;
    /// }
    /// let found = check.into_found();
    /// assert_eq!(found[0].times, 2);
    /// assert_eq!(
    ///     found[0].instead,
    ///     "`Product::select(tenant).join(Product::CATEGORY_ID)`, or `Category::select(tenant).load_parents(ids)`"
    /// );
    /// # Ok::<(), peristyle::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn no_n_plus_one(&self) -> NPlusOneCheck {
        NPlusOneCheck::new(Arc::clone(self.proxy.log()), self.schema)
    }

    /// The rows that examples refer to, and their connection.
    pub(crate) async fn examples(&self) -> MutexGuard<'_, Store> {
        self.examples.lock().await
    }

    /// Returns how sqlx connects as a role.
    ///
    /// # Panics
    ///
    /// Never: a server whose URL sqlx cannot read has not started.
    #[must_use]
    pub fn connect_options(&self, role: Role) -> PgConnectOptions {
        self.url(role).parse().expect("the URL was read when the server started")
    }

    /// How sqlx connects as a role without being counted.
    pub(crate) fn direct_options(&self, role: Role) -> PgConnectOptions {
        self.database.connect_options(role)
    }

    /// Returns the URL of the database for a role, its password included, as sqlx, tokio-postgres and psql read it.
    #[must_use]
    pub fn url(&self, role: Role) -> String {
        let url = self.database.url(role);
        match role {
            Role::Application => through(&url, self.proxy.address()).unwrap_or(url),
            Role::Owner | Role::Admin => url,
        }
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

fn address_of(options: &PgConnectOptions) -> Address {
    match options.get_socket() {
        #[cfg(unix)]
        Some(folder) => Address::Folder(folder.clone(), options.get_port()),
        _ => Address::Host(options.get_host().to_owned(), options.get_port()),
    }
}

/// The URL of the same database by another address.
fn through(url: &str, address: &Address) -> Option<String> {
    let mut url = Url::parse(url).ok()?;
    match address {
        // The folder is the same, as the host of the URL.
        #[cfg(unix)]
        Address::Folder(_, number) => url.set_port(Some(*number)).ok()?,
        Address::Host(host, port) => {
            let is_other = |name: &str| !matches!(name, "host" | "hostaddr" | "port");
            let others: Vec<(String, String)> =
                url.query_pairs().into_owned().filter(|(name, _)| is_other(name)).collect();
            url.set_query(None);
            if !others.is_empty() {
                url.query_pairs_mut().extend_pairs(others);
            }
            url.set_host(Some(host)).ok()?;
            url.set_port(Some(*port)).ok()?;
        }
    }
    Some(url.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_leads_through_the_proxy() {
        let host = Address::Host("127.0.0.1".to_owned(), 9);
        for (url, expected) in [
            ("postgres://app:pw@host:6432/shop?sslmode=disable", "postgres://app:pw@127.0.0.1:9/shop?sslmode=disable"),
            ("postgresql:///shop?host=%2Frun&user=app", "postgresql://127.0.0.1:9/shop?user=app"),
        ] {
            assert_eq!(through(url, &host).as_deref(), Some(expected));
        }
    }
}
