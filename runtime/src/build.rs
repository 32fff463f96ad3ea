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

use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::Schema;
use crate::ddl::{self, Options, SchemaError};

/// Begins to say what is written of a schema, and how.
pub fn emit(schema: &Schema) -> Emit<'_> {
    Emit { schema, options: Options::new(), sql: false }
}

/// What is written of a schema, and how. Whatever it is, the laws that only the whole schema shows are checked.
#[derive(Debug, Clone)]
#[must_use = "nothing is written before `run` or `write_to`"]
pub struct Emit<'a> {
    schema: &'a Schema,
    options: Options,
    sql: bool,
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

    /// Writes the files to `OUT_DIR`, for a build script.
    ///
    /// What is wrong goes to cargo as `cargo::error` lines, all of it at once, and the process ends with status 1: the build fails.
    pub fn run(self) {
        if Path::new("build.rs").exists() {
            println!("cargo::rerun-if-changed=build.rs");
        }
        if let Err(error) = self.write_to_out_dir() {
            print!("{}", directives(&error));
            std::process::exit(1);
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
    /// The schema breaks a law, or a file cannot be written.
    pub fn write_to(self, folder: impl AsRef<Path>) -> Result<Vec<PathBuf>, EmitError> {
        let text = ddl::sql(self.schema, &self.options).map_err(EmitError::Schema)?;
        let mut written = Vec::new();
        if self.sql {
            written.push(write(folder.as_ref(), "schema.sql", &text)?);
        }
        Ok(written)
    }
}

/// Why nothing, or not everything, was written.
#[derive(Debug)]
#[non_exhaustive]
pub enum EmitError {
    /// The schema breaks laws.
    Schema(SchemaError),
    /// [`Emit::run`] was called outside a build script.
    NoOutDir,
    /// A file cannot be written.
    Write {
        /// The file, or the folder it should be in.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

impl fmt::Display for EmitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Schema(error) => error.fmt(f),
            Self::NoOutDir => f.write_str(
                "OUT_DIR is not set, so there is no place for schema.sql\n  = help: call `run` in a build script; a program says the folder: `write_to(\"db\")`",
            ),
            Self::Write { path, source } => write!(f, "cannot write `{}`: {source}", path.display()),
        }
    }
}

impl Error for EmitError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Schema(error) => Some(error),
            Self::NoOutDir => None,
            Self::Write { source, .. } => Some(source),
        }
    }
}

/// An error as lines for cargo, which shows each behind the name of the package.
fn directives(error: &EmitError) -> String {
    error.to_string().lines().map(|line| format!("cargo::error={line}\n")).collect()
}

fn write(folder: &Path, name: &str, text: &str) -> Result<PathBuf, EmitError> {
    let failed = |path: &Path, source| EmitError::Write { path: path.to_owned(), source };
    std::fs::create_dir_all(folder).map_err(|source| failed(folder, source))?;
    let path = folder.join(name);
    replace(&path, text).map_err(|source| failed(&path, source))?;
    Ok(path)
}

fn replace(path: &Path, text: &str) -> io::Result<()> {
    if std::fs::read(path).is_ok_and(|there| there == text.as_bytes()) {
        return Ok(());
    }
    let beside = path.with_added_extension(format!("{}.part", std::process::id()));
    let written = std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, path));
    if written.is_err() {
        // The error that is told is the first one; a file that is not there needs no removal.
        std::fs::remove_file(&beside).ok();
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{Organization, Product};
    use crate::{Table, TableDef};

    static EMPTY: Schema = Schema { tables: &[] };
    static TABLES: [&TableDef; 1] = [&Product::DEF];

    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            Self(std::env::temp_dir().join(format!("peristyle-build-{}-{name}", std::process::id())))
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            std::fs::remove_dir_all(&self.0).ok();
        }
    }

    #[test]
    fn the_file_is_written_whole_and_alone() {
        let folder = Folder::new("whole");
        let inner = folder.0.join("db/generated");
        let written = emit(&EMPTY).sql().application_role("shop_app").write_to(&inner).unwrap();
        assert_eq!(written, [inner.join("schema.sql")]);
        assert!(std::fs::read_to_string(&written[0]).unwrap().contains("TO shop_app;"));
        assert_eq!(std::fs::read_dir(&inner).unwrap().count(), 1);
    }

    #[test]
    fn a_file_with_the_same_text_is_left_alone() {
        let folder = Folder::new("same");
        let path = emit(&EMPTY).sql().write_to(&folder.0).unwrap().remove(0);
        let modified = || std::fs::metadata(&path).unwrap().modified().unwrap();
        let before = modified();
        emit(&EMPTY).sql().write_to(&folder.0).unwrap();
        assert_eq!(modified(), before);
        emit(&EMPTY).sql().application_role("shop_app").write_to(&folder.0).unwrap();
        assert_ne!(modified(), before);
    }

    #[test]
    fn nothing_is_written_that_was_not_asked_for() {
        let folder = Folder::new("nothing");
        assert!(emit(&EMPTY).write_to(&folder.0).unwrap().is_empty());
        assert!(!folder.0.exists());
    }

    #[test]
    fn a_place_that_cannot_be_written_is_named() {
        let folder = Folder::new("taken");
        std::fs::create_dir_all(folder.0.join("schema.sql")).unwrap();
        let error = emit(&EMPTY).sql().write_to(&folder.0).unwrap_err();
        assert!(error.to_string().starts_with("cannot write `"), "{error}");
        assert_eq!(std::fs::read_dir(&folder.0).unwrap().count(), 1);

        let file = folder.0.join("file");
        std::fs::write(&file, "").unwrap();
        let error = emit(&EMPTY).sql().write_to(&file).unwrap_err();
        assert!(error.to_string().contains("file`: "), "{error}");
    }

    #[test]
    fn cargo_is_told_of_every_finding_line_by_line() {
        let schema = Schema { tables: &TABLES };
        let error = emit(&schema).sql().write_to("never").unwrap_err();
        let text = directives(&error);
        assert!(text.lines().all(|line| line.starts_with("cargo::error=")), "{text}");
        assert!(
            text.contains(&format!("cargo::error=[S02] `Product` refers to the table `{}`", Organization::NAME)),
            "{text}"
        );
        assert!(text.contains("cargo::error=  = help: write its struct into the list"), "{text}");
        assert!(text.contains("cargo::error=  = docs: peristyle::rules::S02"), "{text}");
    }

    #[test]
    fn outside_a_build_script_the_other_way_is_named() {
        let text = directives(&EmitError::NoOutDir);
        assert!(text.contains("OUT_DIR is not set") && text.contains("write_to"), "{text}");
    }
}
