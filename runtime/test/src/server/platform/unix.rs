//! Unix: sockets in the private folder, an unprivileged account when root asks, and `sh` as the watchdog.

use std::{
    fs, io,
    os::unix::{
        fs::{DirBuilderExt, MetadataExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command},
};

use url::Url;

use crate::server::binaries::Binaries;

/// The account without rights that every system has; PostgreSQL refuses to run as root.
const NOBODY: u32 = 65534;

/// What the address of a socket may take, its name included, on the system with the least room (macOS).
const SOCKET_PATH_LIMIT: usize = 103;

/// What must be free in memory. The server tests of this repository, all together, take 2 GB.
#[cfg(target_os = "linux")]
const ROOM_IN_MEMORY: u64 = 6 << 30;

/// The account the server runs under: the caller's, unless that is root.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Account {
    instead_of_root: bool,
}

impl Account {
    /// The owner of a folder this process has just made is this process's account.
    pub(crate) fn of_maker(folder: &Path) -> io::Result<Self> {
        Ok(Self { instead_of_root: fs::metadata(folder)?.uid() == 0 })
    }

    /// Makes the account the owner of the path.
    pub(crate) fn own(self, path: &Path) -> io::Result<()> {
        match self.instead_of_root {
            true => chown(path, Some(NOBODY), Some(NOBODY)),
            false => Ok(()),
        }
    }

    /// Lets the program run under the account.
    pub(crate) fn run(self, command: &mut Command) {
        if self.instead_of_root {
            command.uid(NOBODY).gid(NOBODY).env_remove("HOME");
        }
    }

    /// Whether the account can read what lies at the path: root can nearly always, others not below a closed home folder.
    pub(crate) fn reaches(self, path: &Path) -> bool {
        !self.instead_of_root || fs::canonicalize(path).is_ok_and(|path| path.ancestors().all(is_open_to_others))
    }
}

fn is_open_to_others(path: &Path) -> bool {
    let wanted = if path.is_dir() { 0o001 } else { 0o005 };
    fs::metadata(path).is_ok_and(|metadata| metadata.mode() & wanted == wanted)
}

/// Makes a folder that only its owner can enter.
pub(crate) fn create_private_folder(path: &Path) -> io::Result<()> {
    fs::DirBuilder::new().mode(0o700).create(path)
}

/// The folders a private folder may lie in: the one that `TMPDIR` names, memory, the system's own. They may be too deep for the address of a socket.
pub(crate) fn temporary_folders() -> Vec<PathBuf> {
    let in_memory = std::env::var_os("TMPDIR").is_none().then(memory).flatten();
    in_memory.into_iter().chain([std::env::temp_dir(), PathBuf::from("/tmp")]).collect()
}

/// The file system in memory, where it has room: a database is created in a fraction of the time.
#[cfg(target_os = "linux")]
fn memory() -> Option<PathBuf> {
    use rustix::fs::{StatVfsMountFlags, statvfs};

    let folder = PathBuf::from("/dev/shm");
    let system = statvfs(&folder).ok()?;
    // Programs that `nobody` cannot reach are copied into the private folder.
    let runs_programs = !system.f_flag.contains(StatVfsMountFlags::NOEXEC);
    (runs_programs && system.f_bavail.saturating_mul(system.f_frsize) >= ROOM_IN_MEMORY).then_some(folder)
}

#[cfg(not(target_os = "linux"))]
fn memory() -> Option<PathBuf> {
    None
}

/// Whether a socket in the folder has an address that is short enough.
pub(crate) fn has_room_for_socket(folder: &Path) -> bool {
    folder.join(".s.PGSQL.5432").as_os_str().len() <= SOCKET_PATH_LIMIT
}

/// How the server is reached.
#[derive(Debug)]
pub(crate) struct Listening {
    folder: PathBuf,
}

impl Listening {
    pub(crate) fn choose(folder: &Path) -> io::Result<Self> {
        Ok(Self { folder: folder.to_owned() })
    }

    /// Nobody else can enter the folder of the socket, so no password is asked for.
    pub(crate) fn authentication(&self) -> io::Result<Vec<String>> {
        Ok(vec!["--auth=trust".to_owned()])
    }

    pub(crate) fn settings(&self) -> Vec<String> {
        vec!["listen_addresses=".to_owned(), format!("unix_socket_directories={}", self.folder.display())]
    }

    pub(crate) fn url(&self) -> Url {
        let mut url = Url::parse("postgresql://postgres@localhost:5432/postgres?sslmode=disable").expect("a valid URL");
        let folder = self.folder.display().to_string().replace('%', "%25").replace('/', "%2F");
        url.set_host(Some(&folder)).expect("an escaped path is a valid host");
        url
    }
}

/// The program that runs the server for as long as it lives.
pub(crate) fn server_command(binaries: &Binaries, data: &Path, settings: &[String]) -> Command {
    let mut command = binaries.candidate.command("postgres");
    command.arg("-D").arg(data).args(settings.iter().flat_map(|setting| ["-c", setting.as_str()]));
    command
}

/// Waits for `read` to end, which is when no process holds the other end of the pipe, however the holder ended.
///
/// `kill -QUIT 0` reaches the programs of its own process group: an `initdb` that is still running, and the server, which then
/// ends at once.
const WATCHDOG: &str = r#"
trap '' HUP INT QUIT TERM
read -r _
postmaster=
{ read -r postmaster < "$1/data/postmaster.pid"; } 2>/dev/null
kill -QUIT 0
turn=0
while [ "$turn" -lt 200 ]; do
    if [ ! -e "$1/data/postmaster.pid" ] && rm -rf "$1" 2>/dev/null && [ ! -e "$1" ]; then exit; fi
    if [ "$turn" -eq 100 ] && [ -n "$postmaster" ]; then kill -KILL "$postmaster"; rm -f "$1/data/postmaster.pid"; fi
    turn=$((turn + 1))
    sleep 0.05
done
"#;

/// The watchdog over the folder, in a process group of its own, so that an interrupt from the terminal does not end it.
pub(crate) fn watchdog_command(_binaries: &Binaries, folder: &Path) -> Command {
    watchdog_over(folder)
}

/// It ends every program that has joined it.
pub(crate) fn watchdog_over(folder: &Path) -> Command {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", WATCHDOG, "watchdog"]).arg(folder).current_dir("/").process_group(0);
    command
}

/// Puts the program into the process group of the watchdog.
pub(crate) fn join(watchdog: &Child, command: &mut Command) {
    command.process_group(watchdog.id().try_into().expect("a process id fits"));
}
