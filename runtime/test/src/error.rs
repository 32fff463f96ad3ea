//! What can go wrong before a test begins.

use std::io;

use peristyle_build::SchemaError;
use thiserror::Error;

use crate::ExampleError;
use crate::server::{DatabaseError, StartError};

/// Why there is no database for a test.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TestError {
    /// There is no server. All tests of a process share it, and the error.
    #[error("{0}")]
    Start(&'static StartError),
    /// The schema breaks a rule over several tables.
    #[error("{0}")]
    Schema(#[from] SchemaError),
    /// The server refused the tables.
    #[error("{0}")]
    Database(#[from] DatabaseError),
    /// The connections of the application cannot be counted.
    #[error("cannot listen for the statements of the application: {0}")]
    Proxy(io::Error),
    /// The file of `PERISTYLE_STATEMENTS` cannot be written.
    #[error("{0}")]
    Statements(String),
    /// No example row could be inserted.
    #[error("{0}")]
    Example(#[from] ExampleError),
    /// A connection was lost.
    #[error("{0}")]
    Driver(#[from] sqlx::Error),
}
