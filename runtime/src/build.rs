//! Writes what follows from a schema to files: from a build script, or from a program.
//!
//! A build script cannot see the types of its own package. So the tables live in a package that is both a dependency and a build dependency of
//! the service:
//!
//! ```no_run
//! // build.rs of the service; `shop_schema` is the package with the tables
//! # mod shop_schema { pub static SCHEMA: peristyle::Schema = peristyle::Schema { tables: &[] }; }
//! fn main() {
//!     peristyle::build::emit(&shop_schema::SCHEMA).sql().application_role("shop_app").run();
//! }
//! ```
//!
//! The service reads it as `include_str!(concat!(env!("OUT_DIR"), "/schema.sql"))`.

mod directive;
mod error;
mod file;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

pub use error::EmitError;

use crate::Schema;
use crate::advice::{self, Advice};
use crate::ddl::{self, Options};

/// Begins to say what is written of a schema, and how.
pub fn emit(schema: &Schema) -> Emit<'_> {
    Emit { schema, options: Options::new(), sql: false, silenced: Vec::new() }
}

/// What is written of a schema, and how. Whatever it is, the laws that only the whole schema shows are checked.
#[derive(Debug, Clone)]
#[must_use = "nothing is written before `run` or `write_to`"]
pub struct Emit<'a> {
    schema: &'a Schema,
    options: Options,
    sql: bool,
    silenced: Vec<String>,
}

impl Emit<'_> {
    /// Writes the DDL, [`ddl::sql`], to `schema.sql`.
    pub fn sql(mut self) -> Self {
        self.sql = true;
        self
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

    /// Silences these pieces of advice, named by their codes: what the project has decided otherwise.
    ///
    /// ```no_run
    /// # static SCHEMA: peristyle::Schema = peristyle::Schema { tables: &[] };
    /// // Lengths are a part of our contracts.
    /// peristyle::build::emit(&SCHEMA).sql().without_advice(&["A06"]).run();
    /// ```
    pub fn without_advice(mut self, codes: &[&str]) -> Self {
        self.silenced.extend(codes.iter().map(|code| (*code).to_owned()));
        self
    }

    /// The advice that is left: what [`Emit::run`] prints, and more where it is much.
    #[must_use]
    pub fn advice(&self) -> Vec<Advice> {
        let mut advice = advice::advise(self.schema);
        advice.retain(|advice| self.silenced.iter().all(|code| code != advice.code));
        advice
    }

    /// Writes the files to `OUT_DIR`, for a build script, and prints [advice] as warnings: three of each code at most, since
    /// cargo repeats them with every build.
    ///
    /// What is wrong goes to cargo as `cargo::error` lines, all of it at once, and the process ends with status 1: the build fails.
    pub fn run(self) {
        if Path::new("build.rs").exists() {
            println!("cargo::rerun-if-changed=build.rs");
        }
        let advice = self.advice();
        match self.write_to_out_dir() {
            Ok(_) => print!("{}", directive::warnings(&advice)),
            Err(error) => {
                print!("{}", directive::errors(&error));
                std::process::exit(1);
            }
        }
    }

    fn write_to_out_dir(self) -> Result<Vec<PathBuf>, EmitError> {
        let folder = std::env::var_os("OUT_DIR").ok_or(EmitError::NoOutDir)?;
        self.write_to(PathBuf::from(folder))
    }

    /// Writes the files to a folder, which is made if it is not there, and says which they are.
    ///
    /// A file is written beside its place and then renamed, so that nobody ever reads half of it; one that has the text already is left alone.
    ///
    /// # Errors
    ///
    /// The schema breaks a law, a file cannot be written, or advice is silenced that there is not.
    pub fn write_to(self, folder: impl AsRef<Path>) -> Result<Vec<PathBuf>, EmitError> {
        self.all_advice_is_known()?;
        let text = ddl::sql(self.schema, &self.options).map_err(EmitError::Schema)?;
        let mut written = Vec::new();
        if self.sql {
            written.push(file::write(folder.as_ref(), "schema.sql", &text)?);
        }
        Ok(written)
    }

    fn all_advice_is_known(&self) -> Result<(), EmitError> {
        let unknown = |code: &&String| advice::ALL.iter().all(|piece| piece.code != **code);
        self.silenced.iter().find(unknown).map_or(Ok(()), |code| Err(EmitError::UnknownAdvice { code: code.clone() }))
    }
}
