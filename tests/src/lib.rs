//! What the tests of the workspace share: the programs that must not compile, and the pages that show them.

pub mod newer;
pub mod page;
pub mod program;
pub mod squawk;

use std::path::{Path, PathBuf};

/// A folder or file of the workspace.
#[must_use]
pub fn in_workspace(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// The files of a folder that end so, sorted.
///
/// # Panics
///
/// If the folder cannot be read.
#[must_use]
pub fn files(folder: &str, end: &str) -> Vec<PathBuf> {
    let folder = in_workspace(folder);
    let entries = folder.read_dir().unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a folder that can be read").path()).collect();
    files.retain(|path| path.to_string_lossy().ends_with(end));
    files.sort();
    files
}

/// The text of a file.
///
/// # Panics
///
/// If it cannot be read.
#[must_use]
pub fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Whether a text is the code of a rule, such as `F02`.
#[must_use]
pub fn is_code(text: &str) -> bool {
    matches!(text.as_bytes(), [letter, tens, ones] if letter.is_ascii_uppercase() && tens.is_ascii_digit() && ones.is_ascii_digit())
}
