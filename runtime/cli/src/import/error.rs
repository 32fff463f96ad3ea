//! Why an import ends early.

use std::fmt;
use std::path::PathBuf;

/// Why an import ended.
#[derive(Debug)]
#[non_exhaustive]
pub enum ImportError {
    /// The database.
    Database(sqlx::Error),
    /// A file or folder.
    File(PathBuf, std::io::Error),
    /// The folder has files.
    NotEmpty(PathBuf),
    /// Cargo failed, or the compiler refuses what no waiver allows.
    Compiler(String),
    /// There is no table.
    Empty(Vec<String>),
    /// No foreign key begins with the column of the tenant, so no table has the tenants.
    NoRoot {
        /// The column.
        column: String,
        /// Columns by which tables refer to others.
        others: Vec<String>,
    },
}

impl From<sqlx::Error> for ImportError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl std::error::Error for ImportError {}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database(error) => write!(f, "{error}"),
            Self::File(path, error) => write!(f, "cannot write `{}`: {error}", path.display()),
            Self::NotEmpty(path) => {
                write!(f, "`{}` is not empty\n  = help: name a folder that does not exist", path.display())
            }
            Self::Compiler(text) => write!(f, "the crate that was written does not compile\n{text}"),
            Self::Empty(schemas) => write!(f, "there is no table in {}", schemas.join(", ")),
            Self::NoRoot { column, others } => {
                write!(f, "no foreign key begins with a column `{column}`, so no table has the tenants\n  = help: ")?;
                match others.is_empty() {
                    true => write!(f, "import without `--tenant`"),
                    false => {
                        let others: Vec<_> = others.iter().map(|column| format!("`--tenant {column}`")).collect();
                        write!(
                            f,
                            "name the column by which tables refer to their tenant, perhaps {}",
                            others.join(" or ")
                        )
                    }
                }
            }
        }
    }
}
