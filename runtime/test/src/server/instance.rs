//! The server, and what is made on it.

use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};
use tokio::{sync::OnceCell, task};

use crate::server::{
    binaries::Binaries,
    candidates::{self, Candidate},
    cluster::Cluster,
    database::Database,
    endpoint::Endpoint,
    error::{DatabaseError, NoBinaries, StartError},
    external::{self, Introduction},
    housekeeper::{Cleanliness, Housekeeper},
    role::{Role, Roles},
    run::Run,
    template::{Template, Templates},
    version::{OLDEST, Version},
};

/// A PostgreSQL server for tests.
///
/// A private one is stopped and removed when the value is dropped or the process ends, however it ends.
#[derive(Debug)]
pub struct Server {
    description: String,
    version: Version,
    endpoint: Endpoint,
    roles: Roles,
    run: Run,
    databases: AtomicU64,
    templates: Templates,
    // The housekeeper needs the cluster, and fields are dropped in this order.
    housekeeper: Housekeeper,
    _cluster: Option<Cluster>,
}

impl Server {
    /// Starts a server, or connects to the one that `PERISTYLE_TEST_URL` names.
    ///
    /// # Errors
    ///
    /// If there is neither a server nor a PostgreSQL to run one with, or if it does not start. The message names the ways out.
    pub async fn start() -> Result<Self, StartError> {
        Self::start_since(OLDEST).await
    }

    async fn start_since(oldest: u32) -> Result<Self, StartError> {
        if let Some(url) = external::from_environment()? {
            return Self::on_external(Endpoint::new(url.clone()), external::describe(&url), oldest).await;
        }
        Self::on_private_cluster(programs(oldest)?).await
    }

    /// Starts a private server, also where `PERISTYLE_TEST_URL` names another one: its files are this process's own.
    #[doc(hidden)]
    pub async fn private() -> Result<Self, StartError> {
        Self::on_private_cluster(programs(OLDEST)?).await
    }

    /// The server that all tests of a process share; the first caller starts it.
    ///
    /// # Errors
    ///
    /// Like [`Server::start`]; every caller gets the same error.
    pub async fn shared() -> Result<&'static Self, &'static StartError> {
        static SHARED: OnceCell<Result<Server, StartError>> = OnceCell::const_new();
        SHARED.get_or_init(Self::start).await.as_ref()
    }

    /// The server of that major version or newer that all tests of a process share: that of [`Server::shared`], unless it is
    /// older. Then a newer installed or bundled one is started beside it.
    ///
    /// # Errors
    ///
    /// Like [`Server::start`]; also if the server that `PERISTYLE_TEST_URL` names, the programs of `PG_BIN` or all that are installed are older.
    pub async fn shared_since(major: u16) -> Result<&'static Self, &'static StartError> {
        /// A server for each version after the oldest one.
        static NEWER: [OnceCell<Result<Server, StartError>>; 8] = [const { OnceCell::const_new() }; 8];
        let major = u32::from(major);
        let Some(place) = major.checked_sub(OLDEST + 1) else { return Self::shared().await };
        if Self::is_shared_since(major).await {
            return Self::shared().await;
        }
        let newer = &NEWER[NEWER.len().min(place as usize + 1) - 1];
        newer.get_or_init(|| Self::start_since(major)).await.as_ref()
    }

    /// Whether the server that all tests share is new enough. What keeps it from being started also keeps a newer one.
    async fn is_shared_since(major: u32) -> bool {
        let version = match external::from_environment() {
            Ok(Some(_)) => Self::shared().await.ok().map(|server| server.version.clone()),
            _ => programs(OLDEST).ok().map(|programs| programs.version),
        };
        version.is_some_and(|version| !version.is_older_than(major))
    }

    /// A private cluster run by the first of the candidates that can be used, whatever the environment says.
    #[doc(hidden)]
    pub async fn start_from(candidates: &[Candidate]) -> Result<Self, StartError> {
        Self::on_private_cluster(choose(candidates, OLDEST)?).await
    }

    async fn on_private_cluster(binaries: Binaries) -> Result<Self, StartError> {
        let (description, version) = (format!("{binaries}, a private cluster"), binaries.version.clone());
        let start = task::spawn_blocking(|| Cluster::start(binaries));
        let cluster =
            start.await.map_err(|error| StartError::Io { what: "start a cluster", source: error.into() })??;
        let endpoint = Endpoint::new(cluster.url().clone());
        let superuser = cluster.url().username().to_owned();
        let (run, roles) = (Run::new(), Roles::private(superuser));
        let housekeeper = engage(&endpoint, &run, Cleanliness::Relaxed, &description).await?;
        let server = Self::new((description, version), endpoint, roles, run, housekeeper, Some(cluster));
        server.make_roles(true).await
    }

    async fn on_external(endpoint: Endpoint, place: String, oldest: u32) -> Result<Self, StartError> {
        let introduction = Introduction::ask(&endpoint, &place, oldest).await?;
        let Introduction { version, user, is_superuser } = introduction;
        let description = format!("PostgreSQL {version} at {place}");
        let run = Run::new();
        let roles = Roles::of_run(user, &run);
        let housekeeper = engage(&endpoint, &run, Cleanliness::Strict, &description).await?;
        let server = Self::new((description, version), endpoint, roles, run, housekeeper, None);
        server.make_roles(is_superuser).await
    }

    fn new(
        (description, version): (String, Version),
        endpoint: Endpoint,
        roles: Roles,
        run: Run,
        housekeeper: Housekeeper,
        cluster: Option<Cluster>,
    ) -> Self {
        let (databases, templates) = (AtomicU64::new(0), Templates::default());
        Self { description, version, endpoint, roles, run, databases, templates, housekeeper, _cluster: cluster }
    }

    async fn make_roles(self, by_superuser: bool) -> Result<Self, StartError> {
        let failed = |source| StartError::Roles { server: self.description.clone(), source };
        let mut connection = self.endpoint.options().map_err(failed)?.connect().await.map_err(failed)?;
        let creation = AssertSqlSafe(self.roles.creation(by_superuser));
        sqlx::raw_sql(creation).execute(&mut connection).await.map_err(failed)?;
        eprintln!("peristyle-test: {}", self.description);
        Ok(self)
    }

    /// Which server this is and where it comes from, without a password:
    /// `PostgreSQL 15.18 from /usr/lib/postgresql/15/bin (pg_config), a private cluster`.
    #[must_use]
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The name of a role on this server.
    #[must_use]
    pub fn role_name(&self, role: Role) -> &str {
        self.roles.name(role)
    }

    /// The template of this name. The first caller makes it by executing the SQL, which may hold many statements, as the owner.
    ///
    /// # Errors
    ///
    /// If the server refuses the SQL, or if the name stands for other SQL already.
    pub async fn template(&self, name: &str, sql: &str) -> Result<Template, DatabaseError> {
        let slot = self.templates.slot(name, sql)?;
        slot.template.get_or_try_init(|| self.make_template(name, sql)).await.cloned()
    }

    /// A new database with everything the template holds.
    ///
    /// # Errors
    ///
    /// If the server refuses to make it.
    pub async fn database(&self, template: &Template) -> Result<Database, DatabaseError> {
        self.copy(&template.database).await
    }

    /// A new database in which nothing was created.
    ///
    /// # Errors
    ///
    /// If the server refuses to make it.
    pub async fn empty_database(&self) -> Result<Database, DatabaseError> {
        let template = self.template("", "").await?;
        self.database(&template).await
    }

    async fn make_template(&self, name: &str, sql: &str) -> Result<Template, DatabaseError> {
        // A half-made database is dropped with this value.
        let database = self.copy("template0").await?;
        let mut owner = self.connect(&database.endpoint, Role::Owner).await?;
        execute(&mut owner, self.closing_of_schema()).await?;
        let filled = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut owner).await;
        filled.map_err(|error| DatabaseError::template(name, sql, error))?;
        // A connection that does not say good-bye ends all the same.
        let _ = owner.close().await;
        let mut admin = self.connect(&self.endpoint, Role::Admin).await?;
        let marked = format!("ALTER DATABASE {} IS_TEMPLATE true ALLOW_CONNECTIONS false", database.name);
        execute(&mut admin, marked).await?;
        Ok(Template { database: database.keep().into() })
    }

    async fn copy(&self, template: &str) -> Result<Database, DatabaseError> {
        let name = self.run.database_name(self.databases.fetch_add(1, Ordering::Relaxed));
        let (owner, application) = (self.roles.name(Role::Owner), self.roles.name(Role::Application));
        let mut admin = self.connect(&self.endpoint, Role::Admin).await?;
        let strategy = self.strategy();
        execute(&mut admin, format!("CREATE DATABASE {name} OWNER {owner} TEMPLATE {template}{strategy}")).await?;
        let database = self.known_as(name);
        let name = &database.name;
        let access =
            format!("REVOKE ALL ON DATABASE {name} FROM PUBLIC; GRANT CONNECT ON DATABASE {name} TO {application}");
        execute(&mut admin, access).await?;
        Ok(database)
    }

    /// A private cluster has few dirty pages: copying files is cheaper than writing each page to the log, and brings the template's relation cache.
    fn strategy(&self) -> &'static str {
        if self._cluster.is_some() { " STRATEGY file_copy" } else { "" }
    }

    fn known_as(&self, name: String) -> Database {
        let (endpoint, roles) = (self.endpoint.database(&name), self.roles.clone());
        Database { name, endpoint, roles, orders: self.housekeeper.orders().clone() }
    }

    /// Leaves the schema to its owner, who grants what the others need.
    fn closing_of_schema(&self) -> String {
        let owner = self.roles.name(Role::Owner);
        format!("ALTER SCHEMA public OWNER TO {owner}; REVOKE ALL ON SCHEMA public FROM PUBLIC")
    }

    /// A new connection each time: every test has a runtime of its own, and a connection cannot outlive its runtime.
    async fn connect(&self, endpoint: &Endpoint, role: Role) -> Result<PgConnection, DatabaseError> {
        let failed = |source| DatabaseError::Connect { role: self.roles.name(role).to_owned(), source };
        let options = self.roles.connect(role, endpoint).options().map_err(failed)?;
        options.connect().await.map_err(failed)
    }
}

/// The programs of a private cluster of that version or newer: those of `PG_BIN`, else the first that can be used.
fn programs(oldest: u32) -> Result<Binaries, StartError> {
    match candidates::from_environment() {
        Some(candidate) => Binaries::inspect(&candidate, oldest).map_err(StartError::PgBin),
        None => choose(&candidates::all(), oldest),
    }
}

fn choose(candidates: &[Candidate], oldest: u32) -> Result<Binaries, StartError> {
    let none = |passed_over| StartError::NoBinaries(NoBinaries { oldest, passed_over });
    Binaries::choose(candidates, oldest).map_err(none)
}

async fn engage(
    endpoint: &Endpoint,
    run: &Run,
    cleanliness: Cleanliness,
    server: &str,
) -> Result<Housekeeper, StartError> {
    let failed = |source| StartError::Connect { server: server.to_owned(), source };
    let options = endpoint.options().map_err(failed)?;
    Housekeeper::start(options, run.clone(), cleanliness).await.map_err(failed)
}

async fn execute(connection: &mut PgConnection, statement: String) -> Result<(), DatabaseError> {
    let result = sqlx::raw_sql(AssertSqlSafe(statement.as_str())).execute(connection).await;
    result.map(drop).map_err(|source| DatabaseError::Statement { statement, source })
}
