use std::io;
use std::path::{Path, PathBuf};

use super::error::EmitError;
use crate::checks::Checked;
use crate::model::Database;
use crate::snapshot::{LONGEST, SnapshotError};

/// What [`Emit::run`](super::Emit::run) does when the committed snapshot differs from the structs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnChange {
    /// The build goes on, and warns.
    Warn,
    /// The build fails: for a program whose database is changed with each snapshot.
    Fail,
}

/// A snapshot that lies beside the code.
#[derive(Debug, Clone)]
pub(super) struct Committed {
    pub(super) path: PathBuf,
    pub(super) on_change: OnChange,
}

impl Committed {
    /// Compares it with the structs as they are now, whose snapshot is at `new`. The file itself is not touched.
    pub(super) fn compare(&self, now: &Checked, new: &Path) -> Result<(), EmitError> {
        let (path, update) = (self.path.clone(), update(new, &self.path));
        let text = match self.text() {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(EmitError::NoSnapshot { path, update });
            }
            Err(source) => return Err(EmitError::Read { path, source }),
        };
        let committed = match text.and_then(|text| Database::from_json(&text)) {
            Ok(committed) => committed,
            Err(source) => return Err(EmitError::Snapshot { path, source: Box::new(source), update }),
        };
        // It is not written to a server, so no server is too old for it.
        let committed = match committed.check_loaded(now.options()) {
            Ok(committed) => committed,
            Err(source) => return Err(EmitError::SnapshotRule { path, source, update }),
        };
        let changes = committed.changes_to(now);
        if changes.is_empty() { Ok(()) } else { Err(EmitError::Changed { path, changes, update }) }
    }

    /// The text of the file; of one that is too long nothing is read.
    fn text(&self) -> io::Result<Result<String, SnapshotError>> {
        let bytes = usize::try_from(std::fs::metadata(&self.path)?.len()).unwrap_or(usize::MAX);
        if bytes > LONGEST {
            Ok(Err(SnapshotError::too_long(bytes)))
        } else {
            std::fs::read_to_string(&self.path).map(Ok)
        }
    }
}

/// The command that makes the snapshot of the structs the committed one, wherever it is called.
fn update(new: &Path, committed: &Path) -> String {
    let program = if cfg!(windows) { "copy" } else { "cp" };
    let committed = std::path::absolute(committed).unwrap_or_else(|_| committed.to_owned());
    format!("{program} {} {}", quoted(new), quoted(&committed))
}

fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    let plain = |letter: char| letter.is_alphanumeric() || "/\\:._-+@%".contains(letter);
    match path.chars().all(plain) {
        true => path,
        false if cfg!(windows) => format!("\"{path}\""),
        false => format!("'{}'", path.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn the_command_is_one_that_a_shell_understands() {
        let command = update(Path::new("/out dir/it's/schema.json"), Path::new("/home/me/schema.json"));
        assert_eq!(command, r"cp '/out dir/it'\''s/schema.json' /home/me/schema.json");
        assert!(update(Path::new("/out"), Path::new("db/schema.json")).ends_with("/db/schema.json"));
    }
}
