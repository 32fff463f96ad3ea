use std::io;
use std::path::{Path, PathBuf};

use super::EmitError;

pub(super) fn write(folder: &Path, name: &str, text: &str) -> Result<PathBuf, EmitError> {
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
