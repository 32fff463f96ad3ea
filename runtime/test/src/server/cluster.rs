//! A private cluster: made for one process, gone with it.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use url::Url;

use crate::server::{
    binaries::Binaries,
    error::StartError,
    folder,
    platform::{Account, Listening, server_command},
    watchdog::Watchdog,
};

/// How long a server may take until it is ready, also on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Safety against a crash is of no use to data that ends with the process, and statements on a test's few rows run for less time than their compilation takes.
const FOR_TESTS: [&str; 4] = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "jit=off"];

/// A running private cluster, stopped and removed when the value is dropped or the process ends.
#[derive(Debug)]
pub(crate) struct Cluster {
    watchdog: Watchdog,
    server: Child,
    url: Url,
}

impl Cluster {
    /// Makes a cluster and starts its server. Blocks for about a second.
    pub(crate) fn start(binaries: Binaries) -> Result<Self, StartError> {
        let (folder, account) = folder::create().map_err(StartError::io("make a private folder"))?;
        let watchdog = Watchdog::start(&binaries, &folder).map_err(StartError::io("start the watchdog"))?;
        let binaries = folder::within_reach(binaries, &folder, account).map_err(StartError::io("copy PostgreSQL"))?;
        let listening = Listening::choose(&folder).map_err(StartError::io("find a free port"))?;
        let url = listening.url();
        let preparation = Preparation { binaries, folder, account, watchdog: &watchdog, listening };
        preparation.make_cluster()?;
        let server = preparation.start_server()?;
        Ok(Self { watchdog, server, url })
    }

    /// How the superuser reaches the server.
    pub(crate) fn url(&self) -> &Url {
        &self.url
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.watchdog.release();
        // The watchdog ends the server; one that ended before leaves nothing to wait for.
        let _ = self.server.wait();
    }
}

/// What the steps on the way to a cluster share.
struct Preparation<'a> {
    binaries: Binaries,
    folder: PathBuf,
    account: Account,
    watchdog: &'a Watchdog,
    listening: Listening,
}

impl Preparation<'_> {
    fn make_cluster(&self) -> Result<(), StartError> {
        let authentication = self.listening.authentication().map_err(StartError::io("write a password file"))?;
        let mut initdb = self.binaries.candidate.command("initdb");
        initdb.arg("-D").arg(self.data()).args(["--username=postgres", "--encoding=UTF8", "--no-sync"]);
        initdb.args(self.locale()).args(authentication);
        self.prepare(&mut initdb);
        let output = initdb.output().map_err(StartError::io("run `initdb`"))?;
        let answer = [output.stdout, output.stderr].concat();
        output.status.success().then_some(()).ok_or_else(|| self.failed("`initdb` failed", &answer))
    }

    /// The same locale on every system, as far as the version has one.
    fn locale(&self) -> &'static [&'static str] {
        match self.binaries.version.has_builtin_locale() {
            true => &["--locale-provider=builtin", "--locale=C", "--builtin-locale=C.UTF-8"],
            false => &["--locale=C"],
        }
    }

    fn start_server(&self) -> Result<Child, StartError> {
        let mut settings: Vec<String> = FOR_TESTS.map(str::to_owned).into();
        settings.extend(self.listening.settings());
        let mut command = server_command(&self.binaries, &self.data(), &settings);
        self.prepare(&mut command);
        let (stdout, stderr) = self.create_log().map_err(StartError::io("make a log file"))?;
        let mut server = command.stdout(stdout).stderr(stderr).spawn().map_err(StartError::io("start `postgres`"))?;
        match self.wait_until_ready(&mut server) {
            Ok(()) => Ok(server),
            Err(reason) => Err(self.failed(reason, &fs::read(self.log()).unwrap_or_default())),
        }
    }

    fn create_log(&self) -> io::Result<(File, File)> {
        let log = File::create(self.log())?;
        Ok((log.try_clone()?, log))
    }

    /// The programs shall not depend on the caller's surroundings, and end with the watchdog.
    fn prepare(&self, command: &mut Command) {
        self.account.run(command);
        self.watchdog.join(command);
        command.current_dir(&self.folder).env("LC_ALL", "C").stdin(Stdio::null());
    }

    fn wait_until_ready(&self, server: &mut Child) -> Result<(), &'static str> {
        let start = Instant::now();
        while !is_ready(&self.data()) {
            if server.try_wait().is_ok_and(|status| status.is_some_and(|status| !status.success())) {
                return Err("`postgres` ended at its start");
            }
            if start.elapsed() > PATIENCE {
                return Err("`postgres` was not ready after a minute");
            }
            thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    fn failed(&self, what: &'static str, answer: &[u8]) -> StartError {
        let answer = String::from_utf8_lossy(answer).trim().to_owned();
        StartError::Program { what, binaries: self.binaries.to_string(), answer }
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log")
    }
}

/// The server itself writes its state into the eighth line of this file.
fn is_ready(data: &Path) -> bool {
    let state = fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
    state.lines().nth(7).is_some_and(|state| state.trim() == "ready")
}
