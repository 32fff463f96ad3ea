use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::error::EmitError;

pub(super) fn write(folder: &Path, name: &str, text: &str) -> Result<PathBuf, EmitError> {
    let failed = |path: &Path, source| EmitError::Write { path: path.to_owned(), source };
    fs::create_dir_all(folder).map_err(|source| failed(folder, source))?;
    let path = folder.join(name);
    replace(&path, text).map_err(|source| failed(&path, source))?;
    Ok(path)
}

/// A file is replaced as a whole, or not at all.
pub(crate) fn replace(path: &Path, text: &str) -> io::Result<()> {
    if fs::read(path).is_ok_and(|there| there == text.as_bytes()) {
        return Ok(());
    }
    let beside = path.with_added_extension(format!("{}.part", std::process::id()));
    let written = whole(&beside, text).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // The error that is told is the first one; a file that is not there needs no removal.
        fs::remove_file(&beside).ok();
    }
    written
}

/// The text is on the disk before the file gets its name: after a power failure there is the old file or the new one.
fn whole(path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// What to do about a file that cannot be written.
pub(crate) fn way_out(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "give the user of the build write permission, or use another folder",
        io::ErrorKind::ReadOnlyFilesystem => "the disk is mounted read-only: use a folder on another disk",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "free disk space, or use a folder on another disk",
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
            "a part of the path is a file: move it, or use another folder"
        }
        io::ErrorKind::IsADirectory => "the path is a folder: move it, or use another folder",
        _ => "use a writable folder",
    }
}
