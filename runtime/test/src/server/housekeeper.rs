//! The thread that drops databases. Values are dropped where nothing can be awaited, and each test has a runtime of its own.

use std::{
    io,
    sync::mpsc::{self, Receiver, Sender},
    thread::{self, JoinHandle},
};

use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions};
use tokio::{
    runtime::{self, Runtime},
    sync::oneshot,
};

use crate::server::run::Run;

/// Whether the server outlives the process, so that nothing may be left on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cleanliness {
    /// A private cluster goes away as a whole.
    Relaxed,
    /// On somebody's server every database and role is dropped, and so is what runs that were killed left there.
    Strict,
}

enum Order {
    Drop { database: String, done: Option<Sender<()>> },
    Finish,
}

/// The way to the thread for those who have something to drop.
#[derive(Clone, Debug)]
pub(crate) struct Orders {
    sender: Sender<Order>,
    cleanliness: Cleanliness,
}

impl Orders {
    /// Drops the database; waits for it only on somebody's server, since the process may end right after this.
    pub(crate) fn drop_database(&self, database: String) {
        let (done, finished) = mpsc::channel();
        let done = (self.cleanliness == Cleanliness::Strict).then_some(done);
        // Both fail only if the thread has ended; then it has dropped everything already.
        let _ = self.sender.send(Order::Drop { database, done });
        let _ = finished.recv();
    }
}

/// The running thread; it ends when the value is dropped.
#[derive(Debug)]
pub(crate) struct Housekeeper {
    orders: Orders,
    thread: Option<JoinHandle<()>>,
}

impl Housekeeper {
    /// Returns when the connection is open that shows others that the run lives.
    pub(crate) async fn start(
        options: PgConnectOptions,
        run: Run,
        cleanliness: Cleanliness,
    ) -> Result<Self, sqlx::Error> {
        let (sender, receiver) = mpsc::channel();
        let (ready, opened) = oneshot::channel();
        let options = options.application_name(&run.sign_of_life());
        let work = move || match Work::begin(&options, run, cleanliness) {
            Ok(work) => drop((ready.send(Ok(())), work.follow(&receiver))),
            Err(error) => drop(ready.send(Err(error))),
        };
        let thread = thread::Builder::new().name("peristyle-housekeeper".to_owned()).spawn(work)?;
        opened.await.unwrap_or(Err(sqlx::Error::WorkerCrashed))?;
        Ok(Self { orders: Orders { sender, cleanliness }, thread: Some(thread) })
    }

    pub(crate) fn orders(&self) -> &Orders {
        &self.orders
    }
}

impl Drop for Housekeeper {
    fn drop(&mut self) {
        let _ = self.orders.sender.send(Order::Finish);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What the thread owns.
struct Work {
    runtime: Runtime,
    connection: PgConnection,
    run: Run,
    cleanliness: Cleanliness,
}

impl Work {
    fn begin(options: &PgConnectOptions, run: Run, cleanliness: Cleanliness) -> Result<Self, sqlx::Error> {
        let runtime = new_runtime()?;
        let mut connection = runtime.block_on(options.connect())?;
        if cleanliness == Cleanliness::Strict {
            // On a connection of its own: the server ends one that alters a database which another run is dropping.
            let removal = async {
                let mut other = options.connect().await?;
                remove_ended_runs(&mut other).await?;
                other.close().await
            };
            runtime.block_on(execute(&mut connection, "SET idle_session_timeout = 0".to_owned()))?;
            runtime.block_on(removal)?;
        }
        Ok(Self { runtime, connection, run, cleanliness })
    }

    fn follow(mut self, orders: &Receiver<Order>) {
        while let Ok(Order::Drop { database, done }) = orders.recv() {
            self.runtime.block_on(drop_database(&mut self.connection, &database));
            drop(done);
        }
        self.finish();
    }

    fn finish(mut self) {
        if self.cleanliness == Cleanliness::Strict {
            // What cannot be removed now, the next run removes.
            let _ = self.runtime.block_on(remove_run(&mut self.connection, &self.run));
        }
        let _ = self.runtime.block_on(self.connection.close());
    }
}

fn new_runtime() -> io::Result<Runtime> {
    runtime::Builder::new_current_thread().enable_all().build()
}

async fn remove_ended_runs(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    // Two runs that begin together find the same.
    execute(connection, format!("SELECT pg_advisory_lock({REMOVAL})")).await?;
    for run in Run::ended(connection).await? {
        remove_run(connection, &run).await?;
    }
    Ok(())
}

async fn remove_run(connection: &mut PgConnection, run: &Run) -> Result<(), sqlx::Error> {
    let databases = "SELECT datname FROM pg_database WHERE starts_with(datname, $1)";
    let databases: Vec<String> =
        sqlx::query_scalar(databases).bind(run.database_prefix()).fetch_all(&mut *connection).await?;
    for database in databases {
        drop_database(connection, &database).await;
    }
    for role in run.role_names().into_iter().chain([run.lookup_name()]) {
        let _ = execute(connection, format!("DROP ROLE IF EXISTS {role}")).await;
    }
    Ok(())
}

/// Another process may be removing the same, or the right to it may be missing: neither concerns the one who asks.
/// The number of the advisory lock under which what others left is removed.
const REMOVAL: i64 = 0x7065_7269_7374_796c;

async fn drop_database(connection: &mut PgConnection, database: &str) {
    // ALTER DATABASE on one whose DROP was interrupted ends the session; such a one is dropped as it is.
    let template =
        "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1 AND datistemplate AND datconnlimit <> -2)";
    let is_template = sqlx::query_scalar(template).bind(database).fetch_one(&mut *connection).await;
    if is_template.unwrap_or(false) {
        let _ = execute(connection, format!("ALTER DATABASE {database} IS_TEMPLATE false")).await;
    }
    let _ = execute(connection, format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)")).await;
}

async fn execute(connection: &mut PgConnection, statement: String) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(statement)).execute(connection).await.map(drop)
}
