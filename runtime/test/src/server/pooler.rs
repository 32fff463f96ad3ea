//! pgbouncer in front of a database, as most services have it.

use std::{
    env, fs,
    fs::File,
    io,
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use sqlx::postgres::PgConnectOptions;
use thiserror::Error;
use tokio::task;

use crate::server::{database::Database, folder, platform::Account, role::Role, watchdog::Watchdog};

/// How long it may take until it listens, also on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// Part of the name of its socket; nothing listens on the network.
const PORT: u16 = 6432;

/// Where distributions put it, which is not in everybody's `PATH`.
const FOLDERS: &[&str] = &["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin"];

/// A pgbouncer of its own in transaction mode: many clients take turns on few connections to the server.
///
/// It is stopped, and its folder removed, when the value is dropped or the process ends, however it ends.
#[derive(Debug)]
pub struct Pooler {
    watchdog: Watchdog,
    process: Child,
    options: PgConnectOptions,
}

/// Why there is no pooler.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PoolerError {
    /// There is no such program: neither `PGBOUNCER` names it nor is it where distributions put it.
    #[error("pgbouncer is not installed\n  = help: apt-get install pgbouncer, or set PGBOUNCER to the program")]
    NotInstalled,
    /// A file or a program could not be used.
    #[error("cannot {what}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// Why it failed.
        source: io::Error,
    },
    /// It ended, or did not listen.
    #[error("pgbouncer does not listen; it says:\n{answer}")]
    Silent {
        /// Its log.
        answer: String,
    },
}

impl Pooler {
    /// Starts it in front of a database, with so many connections to the server, all of that role.
    ///
    /// # Errors
    ///
    /// [`PoolerError::NotInstalled`], which a caller may want to pass over; the others are failures.
    pub async fn start(database: &Database, role: Role, connections: u32) -> Result<Self, PoolerError> {
        let program = program().ok_or(PoolerError::NotInstalled)?;
        let target = target(database, role);
        let name = database.name().to_owned();
        let start = task::spawn_blocking(move || Self::run(&program, &name, &target, connections));
        start.await.map_err(|error| PoolerError::Io { what: "start pgbouncer", source: error.into() })?
    }

    fn run(program: &Path, database: &str, target: &str, connections: u32) -> Result<Self, PoolerError> {
        let (folder, account) = folder::create().map_err(failed("make a private folder"))?;
        let watchdog = Watchdog::over(&folder).map_err(failed("start the watchdog"))?;
        let configuration = folder.join("pgbouncer.ini");
        let text = configuration_of(&folder, database, target, connections);
        write(&configuration, &text, account).map_err(failed("write its configuration"))?;
        let log = File::create(folder.join("log")).map_err(failed("make a log file"))?;
        let mut command = Command::new(program);
        account.run(&mut command);
        watchdog.join(&mut command);
        command.arg(&configuration).current_dir(&folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let process = command.spawn().map_err(failed("run pgbouncer"))?;
        let options = PgConnectOptions::new().socket(&folder).port(PORT).username("anybody").database(database);
        let mut pooler = Self { watchdog, process, options };
        pooler.wait_for(&folder)?;
        Ok(pooler)
    }

    /// How a client reaches the database through it, whatever its user name. Its statements must have no names: the next transaction may run on
    /// another connection.
    #[must_use]
    pub fn connect_options(&self) -> PgConnectOptions {
        self.options.clone()
    }

    fn wait_for(&mut self, folder: &Path) -> Result<(), PoolerError> {
        let (start, socket) = (Instant::now(), folder.join(format!(".s.PGSQL.{PORT}")));
        // The file is there before anything listens on it.
        while UnixStream::connect(&socket).is_err() {
            let ended = self.process.try_wait().is_ok_and(|status| status.is_some());
            if ended || start.elapsed() > PATIENCE {
                let answer = fs::read(folder.join("log")).unwrap_or_default();
                return Err(PoolerError::Silent { answer: String::from_utf8_lossy(&answer).trim().to_owned() });
            }
            thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        self.watchdog.release();
        // The watchdog's SIGQUIT is ignored where a shell started the tests in the background, and pgbouncer inherits that.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn failed(what: &'static str) -> impl FnOnce(io::Error) -> PoolerError {
    move |source| PoolerError::Io { what, source }
}

fn program() -> Option<PathBuf> {
    if let Some(named) = env::var_os("PGBOUNCER") {
        return Some(named.into());
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain(FOLDERS.iter().map(PathBuf::from));
    folders.map(|folder| folder.join("pgbouncer")).find(|program| program.is_file())
}

/// The database as pgbouncer is told of it.
fn target(database: &Database, role: Role) -> String {
    let options = database.connect_options(role);
    let host = match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => options.get_host().to_owned(),
    };
    let mut pairs = vec![
        ("host", host),
        ("port", options.get_port().to_string()),
        ("dbname", database.name().to_owned()),
        ("user", options.get_username().to_owned()),
    ];
    pairs.extend(database.roles.password(role).map(|password| ("password", password.to_owned())));
    pairs.iter().map(|(key, value)| format!("{key}='{}'", value.replace('\'', "''"))).collect::<Vec<_>>().join(" ")
}

fn configuration_of(folder: &Path, database: &str, target: &str, connections: u32) -> String {
    format!(
        "[databases]
{database} = {target}

[pgbouncer]
listen_addr =
listen_port = {PORT}
unix_socket_dir = {}
auth_type = any
pool_mode = transaction
default_pool_size = {connections}
max_client_conn = 200
ignore_startup_parameters = extra_float_digits
",
        folder.display()
    )
}

fn write(path: &Path, text: &str, account: Account) -> io::Result<()> {
    fs::write(path, text)?;
    account.own(path)
}
