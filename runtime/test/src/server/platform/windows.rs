//! Windows: a port of the local host with a password, and PowerShell as the watchdog.

use std::{
    fs, io,
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command},
};

use url::Url;
use uuid::Uuid;

use crate::server::binaries::Binaries;

/// The account the server runs under: the caller's; `initdb` and `pg_ctl` give up an administrator's rights themselves.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Account;

impl Account {
    pub(crate) fn of_maker(_folder: &Path) -> io::Result<Self> {
        Ok(Self)
    }

    pub(crate) fn own(self, _path: &Path) -> io::Result<()> {
        Ok(())
    }

    pub(crate) fn run(self, _command: &mut Command) {}

    pub(crate) fn reaches(self, _path: &Path) -> bool {
        true
    }
}

/// Makes a folder; the user's temporary folder is closed to others.
pub(crate) fn create_private_folder(path: &Path) -> io::Result<()> {
    fs::create_dir(path)
}

/// The folders a private folder may lie in.
pub(crate) fn temporary_folders() -> Vec<PathBuf> {
    vec![std::env::temp_dir()]
}

/// There is no socket, hence no limit.
pub(crate) fn has_room_for_socket(_folder: &Path) -> bool {
    true
}

/// How the server is reached.
#[derive(Debug)]
pub(crate) struct Listening {
    port: u16,
    password: String,
    password_file: PathBuf,
}

impl Listening {
    /// The system names a free port; the server takes it after this listener has let it go.
    pub(crate) fn choose(folder: &Path) -> io::Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        Ok(Self { port, password: Uuid::new_v4().simple().to_string(), password_file: folder.join("password") })
    }

    /// Any user of the machine can reach the port, so a password is asked for.
    pub(crate) fn authentication(&self) -> io::Result<Vec<String>> {
        fs::write(&self.password_file, &self.password)?;
        Ok(vec!["--auth=scram-sha-256".to_owned(), format!("--pwfile={}", self.password_file.display())])
    }

    pub(crate) fn settings(&self) -> Vec<String> {
        vec!["listen_addresses=127.0.0.1".to_owned(), format!("port={}", self.port)]
    }

    pub(crate) fn url(&self) -> Url {
        let Self { port, password, .. } = self;
        let url = format!("postgresql://postgres:{password}@127.0.0.1:{port}/postgres?sslmode=disable");
        Url::parse(&url).expect("a valid URL")
    }
}

/// `pg_ctl`, which starts the server without an administrator's rights and ends when the server is ready.
pub(crate) fn server_command(binaries: &Binaries, data: &Path, settings: &[String]) -> Command {
    let settings: Vec<String> = settings.iter().map(|setting| format!("-c {setting}")).collect();
    let mut command = binaries.candidate.command("pg_ctl");
    command.args(["start", "--wait", "--silent"]).arg("-D").arg(data).arg("-o").arg(settings.join(" "));
    command
}

/// Waits for the end of its input, which is when no process holds the other end of the pipe, however the holder ended.
const WATCHDOG: &str = r"
[Console]::In.ReadToEnd() | Out-Null
& $env:PERISTYLE_PG_CTL stop -D $env:PERISTYLE_DATA -m immediate
for ($turn = 0; ($turn -lt 200) -and (Test-Path -LiteralPath $env:PERISTYLE_FOLDER); $turn++) {
    Remove-Item -LiteralPath $env:PERISTYLE_FOLDER -Recurse -Force -ErrorAction SilentlyContinue
    Start-Sleep -Milliseconds 50
}
";

/// The watchdog over the folder.
pub(crate) fn watchdog_command(binaries: &Binaries, folder: &Path) -> Command {
    let mut command = Command::new("powershell");
    command.args(["-NoProfile", "-NonInteractive", "-Command", WATCHDOG]);
    command.env("PERISTYLE_PG_CTL", binaries.candidate.program("pg_ctl")).env("PERISTYLE_FOLDER", folder);
    command.env("PERISTYLE_DATA", folder.join("data")).current_dir(std::env::temp_dir());
    command
}

/// There are no process groups.
pub(crate) fn join(_watchdog: &Child, _command: &mut Command) {}
