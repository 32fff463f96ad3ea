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

fn replace(path: &Path, text: &str) -> io::Result<()> {
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

/// The text is on the disc before the file gets its name: after a loss of power there is the old one or the new one.
fn whole(path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// What to do about a file that cannot be written.
pub(super) fn way_out(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "let the user who builds write there, or say another folder",
        io::ErrorKind::ReadOnlyFilesystem => "the disc is mounted read-only: say a folder of another one",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "make room on the disc, or say a folder of another one"
        }
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
            "a part of that path is a file: move it away, or say another folder"
        }
        io::ErrorKind::IsADirectory => "that is a folder: move it away, or say another one for the files",
        _ => "say a folder in which files can be written",
    }
}
