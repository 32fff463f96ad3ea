use std::io;
use std::path::Path;

use super::baseline::{Baseline, Comparison};
use super::error::WaiverError;
use crate::emit;
use crate::model::Database;

/// Reads a baseline.
///
/// # Errors
///
/// The file is missing or cannot be read, or is not a baseline.
pub fn read(path: &Path) -> Result<Baseline, WaiverError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(WaiverError::Missing { path: path.to_owned() });
        }
        Err(source) => return Err(WaiverError::Read { path: path.to_owned(), source }),
    };
    Baseline::from_json(&text).map_err(|source| WaiverError::Baseline { path: path.to_owned(), source })
}

/// Writes a baseline; nobody reads half of it.
///
/// # Errors
///
/// The file cannot be written.
pub fn write(baseline: &Baseline, path: &Path) -> io::Result<()> {
    emit::replace(path, &baseline.to_json())
}

/// Compares the waivers of a schema with the baseline in a file.
///
/// # Errors
///
/// The file is missing or cannot be read, is not a baseline, or the schema has more waivers than it says.
pub fn at_most(path: &Path, database: &Database) -> Result<Comparison, WaiverError> {
    let comparison = read(path)?.compare(database);
    match comparison.risen.is_empty() {
        true => Ok(comparison),
        false => Err(WaiverError::Risen { path: path.to_owned(), comparison }),
    }
}
