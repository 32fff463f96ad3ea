use std::io;
use std::path::{Path, PathBuf};

use super::EmitError;
use crate::snapshot::Snapshot;

/// What [`Emit::run`](super::Emit::run) does when the committed snapshot does not say what the structs say.
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
    /// Compares it with the snapshot of the structs as they are now, which lies at `new`. The file itself is never touched.
    pub(super) fn compare(&self, now: &Snapshot, new: &Path) -> Result<(), EmitError> {
        let Self { path, on_change: _ } = self;
        let (path, update) = (path.clone(), update(new, path));
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(EmitError::NoSnapshot { path, update });
            }
            Err(source) => return Err(EmitError::Read { path, source }),
        };
        let changes = match Snapshot::from_json(&text) {
            Ok(committed) => committed.changes_to(now),
            Err(source) => return Err(EmitError::Snapshot { path, source: Box::new(source), update }),
        };
        if changes.is_empty() { Ok(()) } else { Err(EmitError::Changed { path, changes, update }) }
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
