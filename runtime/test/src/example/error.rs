//! Why there is no example.

use peristyle::EncodeError;
use thiserror::Error;

/// Why no example row could be chosen or inserted.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ExampleError {
    /// Nothing is known about a type.
    #[error("no value of the type `{sql_type}` is known for `{table}.{column}`\n= help: give it one with `.with(..)`")]
    Type {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// Its type.
        sql_type: String,
    },
    /// No values that satisfy a check were found.
    #[error(
        "no values were found that satisfy the check `{check}` of `{table}`\n= help: give its columns values with `.with(..)`"
    )]
    Check {
        /// The table.
        table: &'static str,
        /// The condition in SQL.
        check: String,
    },
    /// All values of a unique index are used.
    #[error("no further values were found that are unique in ({columns}) of `{table}`")]
    Unique {
        /// The table.
        table: &'static str,
        /// The columns of the unique index, or of the exclusion constraint.
        columns: String,
    },
    /// Tables refer to each other in a circle of columns that are not nullable.
    #[error("`{table}` refers to itself through other tables, and no column of the circle is nullable")]
    Circle {
        /// One of the tables.
        table: &'static str,
    },
    /// A value of `.with(..)` cannot be stored.
    #[error("{0}")]
    Value(#[from] EncodeError),
    /// The server refused the row, or the row does not fit its Rust type.
    #[error("`{table}`: {source}")]
    Refused {
        /// The table.
        table: &'static str,
        /// What the driver says.
        source: sqlx::Error,
    },
}
