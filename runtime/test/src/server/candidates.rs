//! Where the programs of PostgreSQL may lie, in the order in which they are tried.

use std::{
    cmp::Reverse,
    collections::HashSet,
    env::{self, consts::EXE_SUFFIX},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Names the folder the caller wants to be used, and no other.
pub(crate) const PG_BIN: &str = "PG_BIN";

/// The origin of what the `liboliphaunt-native` crates bring.
const BUNDLED: &str = "a dependency of this crate";

/// A folder that may hold `initdb` and `postgres`.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Candidate {
    /// The folder.
    pub folder: PathBuf,
    /// Who named it, such as `pg_config`.
    pub origin: &'static str,
}

impl Candidate {
    /// Returns the folder that this source names.
    pub fn new(folder: impl Into<PathBuf>, origin: &'static str) -> Self {
        Self { folder: folder.into(), origin }
    }

    /// What the build script found in the `liboliphaunt-native` crate of this platform, if it has one.
    pub fn bundled() -> Option<Self> {
        option_env!("PERISTYLE_BUNDLED_BINARIES").map(|folder| Self::new(folder, BUNDLED))
    }

    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}{EXE_SUFFIX}"))
    }

    /// A call of the program. The bundled ones look for their libraries where they were built, so they must be told.
    pub(crate) fn command(&self, name: &str) -> Command {
        let mut command = Command::new(self.program(name));
        if self.origin == BUNDLED {
            let libraries = self.folder.with_file_name("lib");
            command.env("LD_LIBRARY_PATH", &libraries).env("DYLD_LIBRARY_PATH", &libraries);
            command.env("OLIPHAUNT_INTERNAL_SKIP_ICU_DISCOVERY", "1");
        }
        command
    }
}

/// `PG_BIN`, which is used or refused but never passed over in silence.
pub(crate) fn from_environment() -> Option<Candidate> {
    env::var_os(PG_BIN).filter(|folder| !folder.is_empty()).map(|folder| Candidate::new(folder, PG_BIN))
}

/// All other folders, the best first, each once.
pub(crate) fn all() -> Vec<Candidate> {
    let mut seen = HashSet::new();
    let places = pg_config().into_iter().chain(distributions()).chain(path()).chain(Candidate::bundled());
    places.filter(|place| seen.insert(fs::canonicalize(&place.folder).unwrap_or(place.folder.clone()))).collect()
}

fn pg_config() -> Option<Candidate> {
    let answer = Command::new("pg_config").arg("--bindir").output().ok()?;
    let folder = String::from_utf8(answer.stdout).ok()?;
    (!folder.trim().is_empty()).then(|| Candidate::new(folder.trim(), "pg_config"))
}

/// Folders that hold one folder for each version: the folder, what the name begins with, where the programs are in it.
const VERSIONED: &[(&str, &str, &str)] = &[
    ("/usr/lib/postgresql", "", "bin"),
    ("/usr", "pgsql-", "bin"),
    ("/usr/lib", "postgresql", "bin"),
    ("/usr/libexec", "postgresql", ""),
    ("/opt/homebrew/opt", "postgresql@", "bin"),
    ("/usr/local/opt", "postgresql@", "bin"),
    ("/Applications/Postgres.app/Contents/Versions", "", "bin"),
    (r"C:\Program Files\PostgreSQL", "", "bin"),
];

fn distributions() -> impl Iterator<Item = Candidate> {
    VERSIONED.iter().flat_map(|(parent, prefix, programs)| versions_in(parent, prefix, programs))
}

fn versions_in(parent: &str, prefix: &str, programs: &str) -> Vec<Candidate> {
    let names = fs::read_dir(parent).into_iter().flatten().flatten().map(|entry| entry.file_name());
    let mut versions: Vec<u32> = names.filter_map(|name| name.to_str()?.strip_prefix(prefix)?.parse().ok()).collect();
    versions.sort_unstable_by_key(|version| Reverse(*version));
    let folders = versions.iter().map(|version| Path::new(parent).join(format!("{prefix}{version}")).join(programs));
    folders.filter(|folder| folder.is_dir()).map(|folder| Candidate::new(folder, "installed")).collect()
}

fn path() -> impl Iterator<Item = Candidate> {
    let folders: Vec<PathBuf> = env::var_os("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default();
    let holds_initdb = |folder: &PathBuf| folder.join(format!("initdb{EXE_SUFFIX}")).is_file();
    folders.into_iter().filter(holds_initdb).map(|folder| Candidate::new(folder, "PATH"))
}
