use std::path::{Path, PathBuf};
use std::thread;

use super::committed::{Committed, OnChange};
use super::output::{OUTPUTS, Output, SNAPSHOT};
use super::{EmitError, directive, file};
use crate::Schema;
use crate::advice::{self, Advice};
use crate::checks::Checked;
use crate::citus;
use crate::model::Database;
use crate::options::Options;
use crate::waivers;

/// Begins to declare what is written of a schema, and how.
pub fn emit(schema: &Schema) -> Emit<'_> {
    Emit { schema, options: Options::new(), calls: Vec::new(), committed: None, waivers: None, silenced: Vec::new() }
}

/// What is written of a schema, and how. The rules over several tables are checked in any case.
#[derive(Debug, Clone)]
#[must_use = "call `run` or `write_to` to write the files"]
pub struct Emit<'a> {
    schema: &'a Schema,
    options: Options,
    /// The outputs that were asked for.
    calls: Vec<&'static str>,
    committed: Option<Committed>,
    waivers: Option<PathBuf>,
    silenced: Vec<String>,
}

impl Emit<'_> {
    /// Adds an output.
    pub(super) fn with(mut self, call: &'static str) -> Self {
        self.calls.push(call);
        self
    }

    /// Writes the snapshot, and has [`Emit::run`] compare it with the one that is committed at this path, from the folder of the package.
    ///
    /// ```no_run
    /// use peristyle_build::OnChange;
    /// # static SCHEMA: peristyle::Schema = peristyle::Schema::new(&[], &[]);
    /// peristyle_build::emit(&SCHEMA).sql().committed("schema.json", OnChange::Warn).run();
    /// ```
    pub fn committed(mut self, path: impl Into<PathBuf>, on_change: OnChange) -> Self {
        self.committed = Some(Committed { path: path.into(), on_change });
        self.snapshot()
    }

    /// Has [`Emit::run`] compare the waivers with the baseline at this path, from the folder of the package: the build fails when a table has more waivers of
    /// a rule than the file says. The command `waivers --baseline <FILE>` of peristyle-cli writes it, and [`waivers::write`].
    ///
    /// ```no_run
    /// # static SCHEMA: peristyle::Schema = peristyle::Schema::new(&[], &[]);
    /// peristyle_build::emit(&SCHEMA).sql().waivers_at_most("waivers.json").run();
    /// ```
    pub fn waivers_at_most(mut self, path: impl Into<PathBuf>) -> Self {
        self.waivers = Some(path.into());
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

    /// Silences these pieces of advice, named by their codes: what the project has decided otherwise.
    ///
    /// ```no_run
    /// # static SCHEMA: peristyle::Schema = peristyle::Schema::new(&[], &[]);
    /// // Lengths are a part of our contracts.
    /// peristyle_build::emit(&SCHEMA).sql().without_advice(&["A06"]).run();
    /// ```
    pub fn without_advice(mut self, codes: &[&str]) -> Self {
        self.silenced.extend(codes.iter().map(|code| (*code).to_owned()));
        self
    }

    /// Returns the advice that is not silenced: what [`Emit::run`] prints, and the rest where it is much.
    ///
    /// # Errors
    ///
    /// The schema breaks a rule.
    pub fn advice(&self) -> Result<Vec<Advice>, EmitError> {
        Ok(self.audible(&self.checked()?))
    }

    fn audible(&self, checked: &Checked) -> Vec<Advice> {
        let mut advice = advice::advise(checked);
        advice.retain(|advice| self.silenced.iter().all(|code| code != advice.code));
        advice
    }

    fn checked(&self) -> Result<Checked, EmitError> {
        Database::of(self.schema).check(&self.options).map_err(EmitError::Schema)
    }

    /// Writes the files to `OUT_DIR`, for a build script, and prints [advice] as warnings: three of each code at most, since
    /// cargo repeats them with every build.
    ///
    /// Errors are printed for cargo as `cargo::error` lines, all at once, and the process ends with status 1: the build fails.
    pub fn run(self) {
        self.rerun_if_changed();
        match self.write_to_out_dir() {
            Ok(warnings) => print!("{warnings}"),
            Err(error) => {
                print!("{}", directive::errors(&error));
                std::process::exit(1);
            }
        }
    }

    /// Beside the tables, whose package is a dependency of the build script, it reads the script itself, the committed snapshot and the baseline of the waivers.
    fn rerun_if_changed(&self) {
        let script = Some(Path::new("build.rs")).filter(|script| script.exists());
        let committed = self.committed.as_ref().map(|committed| committed.path.as_path());
        for path in script.into_iter().chain(committed).chain(self.waivers.as_deref()) {
            println!("cargo::rerun-if-changed={}", path.display());
        }
    }

    /// Returns the warnings.
    fn write_to_out_dir(&self) -> Result<String, EmitError> {
        let folder = std::env::var_os("OUT_DIR").filter(|folder| !folder.is_empty()).ok_or(EmitError::NoOutDir)?;
        let checked = self.checked()?;
        let advice = self.audible(&checked);
        self.write(folder.as_ref(), &checked, &advice)?;
        let mut advice = directive::warnings(&advice);
        if let Some(path) = &self.waivers {
            let comparison = waivers::at_most(path, checked.database()).map_err(EmitError::Waivers)?;
            advice.push_str(&directive::stale(path, &comparison));
        }
        let Some(committed) = &self.committed else { return Ok(advice) };
        match committed.compare(&checked, &Path::new(&folder).join(SNAPSHOT)) {
            Err(error) if committed.on_change == OnChange::Warn => Ok(directive::warning_of(&error) + &advice),
            compared => compared.map(|()| advice),
        }
    }

    /// Writes the files to a folder, which is created if it is not there, and returns their paths. Nothing is compared with a committed snapshot.
    ///
    /// A file is written beside its place and then renamed, so that nobody reads half of it; one that has the text already is not touched.
    ///
    /// # Errors
    ///
    /// The schema breaks a rule, `schema.sql` has look-ups or queues without a role for them, a file cannot be written, or unknown advice is
    /// silenced. No file of a schema that breaks a rule is written.
    pub fn write_to(&self, folder: impl AsRef<Path>) -> Result<Vec<PathBuf>, EmitError> {
        let checked = self.checked()?;
        let advice = self.audible(&checked);
        self.write(folder.as_ref(), &checked, &advice)
    }

    fn write(&self, folder: &Path, checked: &Checked, advice: &[Advice]) -> Result<Vec<PathBuf>, EmitError> {
        self.all_advice_is_known()?;
        self.all_functions_are_written(advice)?;
        if self.calls.contains(&"citus") {
            citus::script(checked).map_err(EmitError::Citus)?;
        }
        let texts = self.texts(checked, advice);
        texts.into_iter().map(|(name, text)| file::write(folder, name, &text)).collect()
    }

    /// The files that were asked for, each written by a thread of its own.
    fn texts(&self, checked: &Checked, advice: &[Advice]) -> Vec<(&'static str, String)> {
        let asked = OUTPUTS.iter().filter(|output| self.calls.contains(&output.call));
        thread::scope(|scope| {
            let spawn = |output: &'static Output| (output.file, scope.spawn(|| (output.write)(checked, advice)));
            let threads: Vec<_> = asked.map(spawn).collect();
            let joined = threads
                .into_iter()
                .map(|(file, thread)| (file, thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))));
            joined.collect()
        })
    }

    /// Without their roles, the script has no functions for look-ups and queues, and the generated methods would fail when they
    /// are called.
    fn all_functions_are_written(&self, advice: &[Advice]) -> Result<(), EmitError> {
        let missing = advice.iter().filter(|advice| self.calls.contains(&"sql") && advice.code == "A19");
        let missing: Vec<_> = missing.cloned().collect();
        if missing.is_empty() { Ok(()) } else { Err(EmitError::NoLookupRole { advice: missing }) }
    }

    fn all_advice_is_known(&self) -> Result<(), EmitError> {
        let unknown = |code: &&String| advice::ALL.iter().all(|piece| piece.code != **code);
        self.silenced.iter().find(unknown).map_or(Ok(()), |code| Err(EmitError::UnknownAdvice { code: code.clone() }))
    }
}
