//! What can go wrong before a test begins.

use peristyle_build::SchemaError;
use thiserror::Error;

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
}
