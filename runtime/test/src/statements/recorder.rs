//! The file of all statements that tests send: what `peristyle plans check --statements` plans.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex, PoisonError};

use super::places::Place;

/// Names the file. Several processes of tests append to it.
const PERISTYLE_STATEMENTS: &str = "PERISTYLE_STATEMENTS";

static RECORDER: LazyLock<Result<Option<Recorder>, String>> = LazyLock::new(Recorder::from_environment);

struct Recorder {
    file: File,
    seen: Mutex<HashSet<(String, Option<Place>)>>,
}

/// Opens the file where the environment names one.
pub(crate) fn open() -> Result<(), String> {
    RECORDER.as_ref().map(drop).map_err(Clone::clone)
}

/// Records a statement, once in a process for each place.
pub(super) fn record(sql: &str, place: impl FnOnce() -> Option<Place>) {
    if let Ok(Some(recorder)) = RECORDER.as_ref() {
        recorder.record(sql, place());
    }
}

impl Recorder {
    fn from_environment() -> Result<Option<Self>, String> {
        let Some(path) = std::env::var_os(PERISTYLE_STATEMENTS).filter(|path| !path.is_empty()) else {
            return Ok(None);
        };
        let path = PathBuf::from(path);
        let failed = |error: io::Error| format!("cannot write `{}` ({PERISTYLE_STATEMENTS}): {error}", path.display());
        // The tests of each package run in a folder of its own.
        if path.is_relative() {
            return Err(failed(io::Error::other("it is not an absolute path, and each package has another folder")));
        }
        let file = OpenOptions::new().create(true).append(true).open(&path).map_err(failed)?;
        Ok(Some(Self { file, seen: Mutex::default() }))
    }

    fn record(&self, sql: &str, place: Option<Place>) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.insert((sql.to_owned(), place)) {
            // One call, so that the lines of several processes do not mix. A disk that is full does not fail the test.
            let _ = (&self.file).write_all(line(sql, place).as_bytes());
        }
    }
}

/// The place, a tab, and the statement in one line.
fn line(sql: &str, place: Option<Place>) -> String {
    let escaped = sql.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r").replace('\t', "\\t");
    let place = place.map(|place| format!("{}:{}:{}", place.file(), place.line(), place.column())).unwrap_or_default();
    format!("{place}\t{escaped}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_one_line() {
        assert_eq!(line("SELECT '\\',\n\t1", None), "\tSELECT '\\\\',\\n\\t1\n");
        let place: Place = std::panic::Location::caller();
        assert!(line("SELECT 1", Some(place)).starts_with(place.file()), "{place}");
    }
}
