use std::ffi::OsString;
use std::path::PathBuf;
use std::process;

use peristyle::Schema;
#[cfg(feature = "plans")]
use peristyle::TableDef;
use peristyle_build::migrate::{Layout, Migrate};
use peristyle_build::{Checked, Database, Options};

use crate::commands::{self, Arguments};
use crate::exit::Exit;
use crate::failure::Failure;

/// Runs the command of the command line on the tables of a program, and ends the process with its [`Exit`] code.
///
/// The DDL grants nothing, the migrations are in `migrations`, the snapshot is `schema.json`: [`project`] states it otherwise.
pub fn run(schema: &Schema) -> ! {
    project(schema).run()
}

/// Begins to declare a project: its tables, roles and files.
///
/// ```no_run
/// # static SCHEMA: peristyle::Schema = peristyle::Schema::new(&[], &[]);
/// fn main() {
///     peristyle_cli::project(&SCHEMA).application_role("shop_app").migrations("db/migrations").snapshot("db/schema.json").run()
/// }
/// ```
pub fn project(schema: &Schema) -> Project {
    let project = Project::of(Database::of(schema));
    #[cfg(feature = "plans")]
    let project = Project { tables: Some(schema.tables), ..project };
    project
}

/// What the commands work on.
#[derive(Debug, Clone)]
#[must_use = "call `run` to run a command"]
pub struct Project {
    database: Database,
    options: Options,
    pub(crate) migrations: PathBuf,
    pub(crate) snapshot: PathBuf,
    pub(crate) layout: Layout,
    release: Option<String>,
    pub(crate) silenced: Vec<String>,
    /// The definitions of the structs, where there are structs.
    #[cfg(feature = "plans")]
    tables: Option<&'static [&'static TableDef]>,
}

impl Project {
    /// Begins to declare a project with any schema, such as one that was read from a snapshot.
    pub fn of(database: Database) -> Self {
        Self {
            database,
            options: Options::new(),
            migrations: "migrations".into(),
            snapshot: "schema.json".into(),
            layout: Layout::Sqlx,
            release: None,
            silenced: Vec::new(),
            #[cfg(feature = "plans")]
            tables: None,
        }
    }

    /// Writes names, rights and functions as the DDL of these options has them: the same that the build script states.
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Grants this role what generated statements need: [`Options::application_role`].
    pub fn application_role(mut self, name: impl Into<String>) -> Self {
        self.options = self.options.application_role(name);
        self
    }

    /// Gives the look-up functions of the tenant to this role: [`Options::lookup_role`].
    pub fn lookup_role(mut self, name: impl Into<String>) -> Self {
        self.options = self.options.lookup_role(name);
        self
    }

    /// Grants this role what reading across tenants needs: [`Options::reporting_role`].
    pub fn reporting_role(mut self, name: impl Into<String>) -> Self {
        self.options = self.options.reporting_role(name);
        self
    }

    /// Grants this role what the purge of soft-deleted rows needs: [`Options::purge_role`].
    pub fn purge_role(mut self, name: impl Into<String>) -> Self {
        self.options = self.options.purge_role(name);
        self
    }

    /// Names the folder of the migrations; `migrations` unless it is stated. `--migrations` replaces it. The path begins in the folder of the package that
    /// `cargo run` runs (`CARGO_MANIFEST_DIR`), whichever the current folder is. A program that runs without cargo begins in the current folder.
    pub fn migrations(mut self, folder: impl Into<PathBuf>) -> Self {
        self.migrations = folder.into();
        self
    }

    /// Names the snapshot of the last migration, from the same folder as [`Project::migrations`]; `schema.json` unless it is stated. `--snapshot` replaces it.
    pub fn snapshot(mut self, path: impl Into<PathBuf>) -> Self {
        self.snapshot = path.into();
        self
    }

    /// States the runner that the files are for; [`Layout::Sqlx`] unless it is stated. `--layout` replaces it.
    pub fn layout(mut self, layout: Layout) -> Self {
        self.layout = layout;
        self
    }

    /// States which release this is, such as `env!("CARGO_PKG_VERSION")`: `migrate new` and `migrate check` then refuse a column whose `until` names it or
    /// an older version.
    pub fn release(mut self, name: impl Into<String>) -> Self {
        self.release = Some(name.into());
        self
    }

    /// Silences these pieces of advice, as the build script does.
    pub fn without_advice(mut self, codes: &[&str]) -> Self {
        self.silenced.extend(codes.iter().map(|code| (*code).to_owned()));
        self
    }

    /// Runs the command of the command line, and ends the process with its [`Exit`] code.
    pub fn run(self) -> ! {
        process::exit(self.run_with(std::env::args_os()).code().into())
    }

    /// Runs a command, the first argument being the name of the program, prints what it reports and returns how it ended.
    pub fn run_with<I>(self, arguments: I) -> Exit
    where
        I: IntoIterator,
        I::Item: Into<OsString> + Clone,
    {
        match Arguments::parse(arguments) {
            Ok(arguments) => commands::run(self, arguments),
            Err(error) => {
                let exit = if error.use_stderr() { Exit::Usage } else { Exit::Done };
                // Nobody is there to read it.
                error.print().ok();
                exit
            }
        }
    }

    /// The role that the application logs in as, where one is stated.
    pub(crate) fn application(&self) -> Option<&str> {
        self.options.role()
    }

    /// The schema of the structs, which keeps the rules over several tables.
    pub(crate) fn checked(&self) -> Result<Checked, Failure> {
        Ok(self.database.clone().check(&self.options)?)
    }

    /// The same, with another application role.
    #[cfg(feature = "plans")]
    pub(crate) fn checked_for(&self, role: &str) -> Result<Checked, Failure> {
        Ok(self.database.clone().check(&self.options.clone().application_role(role))?)
    }

    /// The definitions of the structs.
    #[cfg(feature = "plans")]
    pub(crate) fn tables(&self) -> Result<&'static [&'static TableDef], Failure> {
        let missing = || {
            Failure::new(Exit::Usage, "this program has a schema without structs, so nothing is generated for it")
                .help("run the program that calls `peristyle_cli::project(&SCHEMA)`")
        };
        self.tables.ok_or_else(missing)
    }

    /// The schema of the database that everything is in which names none.
    pub(crate) fn schema(&self) -> &str {
        self.options.default_schema()
    }

    /// A migration to the structs.
    pub(crate) fn migrate(&self) -> Migrate {
        let migrate = Migrate::to(self.database.clone()).options(self.options.clone()).against(&self.snapshot);
        let migrate = migrate.layout(self.layout);
        match &self.release {
            Some(release) => migrate.release(release),
            None => migrate,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_roles_are_those_of_the_build_script() {
        let database = || Database::of(&peristyle::Schema::new(&[], &[]));
        let roles = Options::new().application_role("a").lookup_role("b").reporting_role("c").purge_role("d");
        let stated = Project::of(database()).application_role("a").lookup_role("b").reporting_role("c").purge_role("d");
        assert_eq!(format!("{:?}", stated.options), format!("{roles:?}"));
    }
}
