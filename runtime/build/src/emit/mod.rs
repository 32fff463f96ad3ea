//! Writes what follows from a schema to files: from a build script, or from a program.
//!
//! A build script cannot see the types of its own package. So the tables live in a package that is both a dependency and a build dependency of
//! the service:
//!
//! ```no_run
//! // build.rs of the service; `shop_schema` is the package with the tables
//! # mod shop_schema { pub static SCHEMA: peristyle::Schema = peristyle::Schema { tables: &[], sql: &[] }; }
//! fn main() {
//!     peristyle_build::emit(&shop_schema::SCHEMA).sql().snapshot().application_role("shop_app").run();
//! }
//! ```
//!
//! The service reads them as `include_str!(concat!(env!("OUT_DIR"), "/schema.sql"))`. A program of the user's own puts the same files where a
//! person looks for them: [`Emit::write_to`].
//!
//! | call | file | the same as a function |
//! |---|---|---|
//! | [`Emit::sql`] | `schema.sql` | [`ddl::sql`] |
//! | [`Emit::snapshot`] | `schema.json` | [`Snapshot::of`], [`Snapshot::to_json`] |
//! | [`Emit::diagram`] | `schema.mmd`, `schema.svg` | [`diagram::mermaid`], [`diagram::svg`] |
//! | [`Emit::schema_md`] | `SCHEMA.md` | [`schema_md::markdown`] |
//!
//! # The committed snapshot
//!
//! With [`Emit::committed`] a copy of `schema.json` lies beside the code, and a reviewer reads there what a change of the structs does to the
//! database. The build script compares it with the structs and says what they have differently; the message holds the command that
//! updates the copy. The build script itself writes to `OUT_DIR` only.

mod committed;
mod directive;
mod error;
mod file;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::thread::{self, ScopedJoinHandle};

use committed::Committed;
pub use committed::OnChange;
pub use error::EmitError;

use crate::Schema;
use crate::advice::{self, Advice};
use crate::ddl::{self, Options, Postgres};
use crate::physical::{self, PhysicalTable};
use crate::snapshot::Snapshot;
use crate::{diagram, schema_md};

const SNAPSHOT: &str = "schema.json";

/// Every file that may be asked for.
const FILES: [&str; 5] = ["schema.sql", SNAPSHOT, "schema.mmd", "schema.svg", "SCHEMA.md"];

/// Begins to say what is written of a schema, and how.
pub fn emit(schema: &Schema) -> Emit<'_> {
    Emit {
        schema,
        options: Options::new(),
        sql: false,
        snapshot: false,
        diagram: false,
        schema_md: false,
        committed: None,
        silenced: Vec::new(),
    }
}

/// What is written of a schema, and how. Whatever it is, the rules that only the whole schema shows are checked.
#[derive(Debug, Clone)]
#[must_use = "nothing is written before `run` or `write_to`"]
pub struct Emit<'a> {
    schema: &'a Schema,
    options: Options,
    sql: bool,
    snapshot: bool,
    diagram: bool,
    schema_md: bool,
    committed: Option<Committed>,
    silenced: Vec<String>,
}

impl Emit<'_> {
    /// Writes the DDL, [`ddl::sql`], to `schema.sql`.
    pub fn sql(mut self) -> Self {
        self.sql = true;
        self
    }

    /// Writes the snapshot, [`crate::snapshot`], to `schema.json`.
    pub fn snapshot(mut self) -> Self {
        self.snapshot = true;
        self
    }

    /// Writes the diagram, [`crate::diagram`], to `schema.mmd` and `schema.svg`.
    pub fn diagram(mut self) -> Self {
        self.diagram = true;
        self
    }

    /// Writes the documentation, [`schema_md::markdown`], to `SCHEMA.md`. It lists the advice that is not silenced.
    pub fn schema_md(mut self) -> Self {
        self.schema_md = true;
        self
    }

    /// Writes the snapshot, and has [`Emit::run`] compare it with the one that is committed at this path, from the folder of the package.
    ///
    /// ```no_run
    /// use peristyle_build::OnChange;
    /// # static SCHEMA: peristyle::Schema = peristyle::Schema { tables: &[], sql: &[] };
    /// peristyle_build::emit(&SCHEMA).sql().committed("schema.json", OnChange::Warn).run();
    /// ```
    pub fn committed(mut self, path: impl Into<PathBuf>, on_change: OnChange) -> Self {
        self.committed = Some(Committed { path: path.into(), on_change });
        self.snapshot()
    }

    /// Grants this role what generated statements need: [`Options::application_role`].
    pub fn application_role(mut self, name: impl Into<String>) -> Self {
        self.options = self.options.application_role(name);
        self
    }

    /// Puts everything into this schema of the database: [`Options::schema`].
    pub fn schema(mut self, name: impl Into<String>) -> Self {
        self.options = self.options.schema(name);
        self
    }

    /// Makes that schema first: [`Options::create_schema`].
    pub fn create_schema(mut self) -> Self {
        self.options = self.options.create_schema();
        self
    }

    /// Writes DDL that may be run again: [`Options::idempotent`].
    pub fn idempotent(mut self) -> Self {
        self.options = self.options.idempotent();
        self
    }

    /// Says the oldest server that it is for: [`Options::postgres`].
    pub fn postgres(mut self, version: Postgres) -> Self {
        self.options = self.options.postgres(version);
        self
    }

    /// Silences these pieces of advice, named by their codes: what the project has decided otherwise.
    ///
    /// ```no_run
    /// # static SCHEMA: peristyle::Schema = peristyle::Schema { tables: &[], sql: &[] };
    /// // Lengths are a part of our contracts.
    /// peristyle_build::emit(&SCHEMA).sql().without_advice(&["A06"]).run();
    /// ```
    pub fn without_advice(mut self, codes: &[&str]) -> Self {
        self.silenced.extend(codes.iter().map(|code| (*code).to_owned()));
        self
    }

    /// The advice that is left: what [`Emit::run`] prints, and more where it is much.
    #[must_use]
    pub fn advice(&self) -> Vec<Advice> {
        self.audible(advice::advise(self.schema))
    }

    fn audible(&self, mut advice: Vec<Advice>) -> Vec<Advice> {
        advice.retain(|advice| self.silenced.iter().all(|code| code != advice.code));
        advice
    }

    /// Writes the files to `OUT_DIR`, for a build script, and prints [advice] as warnings: three of each code at most, since
    /// cargo repeats them with every build.
    ///
    /// What is wrong goes to cargo as `cargo::error` lines, all of it at once, and the process ends with status 1: the build fails.
    pub fn run(self) {
        self.rerun_if_changed();
        let layouts = physical::all(self.schema);
        let advice = self.audible(advice::with(self.schema, &layouts));
        match self.write_to_out_dir(&layouts, &advice) {
            Ok(warnings) => print!("{warnings}{}", directive::warnings(&advice)),
            Err(error) => {
                print!("{}", directive::errors(&error));
                std::process::exit(1);
            }
        }
    }

    /// Beside the tables, whose package is a dependency of the build script, it reads the script itself and the committed snapshot.
    fn rerun_if_changed(&self) {
        let script = Some(Path::new("build.rs")).filter(|script| script.exists());
        for path in script.into_iter().chain(self.committed.as_ref().map(|committed| committed.path.as_path())) {
            println!("cargo::rerun-if-changed={}", path.display());
        }
    }

    /// What to warn of.
    fn write_to_out_dir(self, layouts: &[PhysicalTable], advice: &[Advice]) -> Result<String, EmitError> {
        let folder = std::env::var_os("OUT_DIR").filter(|folder| !folder.is_empty()).ok_or(EmitError::NoOutDir)?;
        self.write(folder.as_ref(), layouts, advice)?;
        let Some(committed) = &self.committed else { return Ok(String::new()) };
        let snapshot = Snapshot::with(self.schema, layouts);
        let compared = committed.compare(&snapshot, &Path::new(&folder).join(SNAPSHOT));
        match compared {
            Err(error) if committed.on_change == OnChange::Warn => Ok(directive::warning_of(&error)),
            compared => compared.map(|()| String::new()),
        }
    }

    /// Writes the files to a folder, which is made if it is not there, and says which they are. Nothing is compared with a committed snapshot.
    ///
    /// A file is written beside its place and then renamed, so that nobody ever reads half of it; one that has the text already is left alone.
    ///
    /// # Errors
    ///
    /// The schema breaks a rule, a file cannot be written, or advice is silenced that there is not. Of a schema that breaks a rule no file is written.
    pub fn write_to(&self, folder: impl AsRef<Path>) -> Result<Vec<PathBuf>, EmitError> {
        let layouts = physical::all(self.schema);
        let advice = self.audible(advice::with(self.schema, &layouts));
        self.write(folder.as_ref(), &layouts, &advice)
    }

    fn write(&self, folder: &Path, layouts: &[PhysicalTable], advice: &[Advice]) -> Result<Vec<PathBuf>, EmitError> {
        self.all_advice_is_known()?;
        let texts = self.texts(layouts, advice)?;
        texts.into_iter().map(|(name, text)| file::write(folder, name, &text)).collect()
    }

    /// The files that were asked for.
    fn texts(&self, layouts: &[PhysicalTable], advice: &[Advice]) -> Result<Vec<(&'static str, String)>, EmitError> {
        let schema = self.schema;
        thread::scope(|scope| {
            let docs = self.schema_md.then(|| scope.spawn(|| schema_md::with(schema, layouts, advice)));
            let diagrams = self.diagram.then(|| scope.spawn(|| diagram::both(schema, layouts)));
            let sql = ddl::with(schema, layouts, &self.options).map_err(EmitError::Schema)?;
            let snapshot = self.snapshot.then(|| Snapshot::with(schema, layouts).to_json());
            let (mermaid, svg) = diagrams.map(joined).unzip();
            let texts = [self.sql.then_some(sql), snapshot, mermaid, svg, docs.map(joined)];
            Ok(FILES.into_iter().zip(texts).filter_map(|(name, text)| Some((name, text?))).collect())
        })
    }

    fn all_advice_is_known(&self) -> Result<(), EmitError> {
        let unknown = |code: &&String| advice::ALL.iter().all(|piece| piece.code != **code);
        self.silenced.iter().find(unknown).map_or(Ok(()), |code| Err(EmitError::UnknownAdvice { code: code.clone() }))
    }
}

/// What a thread has written.
fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
