//! The private folder of a cluster: its data, its log and its socket.

use std::{
    fs,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    process,
};

use crate::server::{
    binaries::Binaries,
    platform::{self, Account},
};

/// Makes the folder, and tells which account shall own what is in it.
pub(crate) fn create() -> io::Result<(PathBuf, Account)> {
    let mut refused = io::Error::other("every temporary folder is too deep for the address of a socket");
    for parent in platform::temporary_folders() {
        match create_in(&parent) {
            Ok(Some(created)) => return Ok(created),
            Ok(None) => {}
            Err(error) => refused = error,
        }
    }
    Err(refused)
}

/// `None` if a server could not use a folder there.
fn create_in(parent: &Path) -> io::Result<Option<(PathBuf, Account)>> {
    let path = create_unused(parent)?;
    let account = Account::of_maker(&path)?;
    if platform::has_room_for_socket(&path) && account.reaches(parent) {
        account.own(&path)?;
        return Ok(Some((path, account)));
    }
    fs::remove_dir(&path)?;
    Ok(None)
}

fn create_unused(parent: &Path) -> io::Result<PathBuf> {
    let mut number = 0;
    loop {
        let path = parent.join(format!("peristyle-{}-{number}", process::id()));
        match platform::create_private_folder(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => number += 1,
            result => return result.map(|()| path),
        }
    }
}

/// The programs, copied into the folder if the account cannot reach them where they are.
pub(crate) fn within_reach(binaries: Binaries, folder: &Path, account: Account) -> io::Result<Binaries> {
    if account.reaches(&binaries.candidate.program("postgres")) {
        return Ok(binaries);
    }
    let copy = folder.join("programs");
    copy_installation(&binaries.candidate.folder, &copy, account)?;
    Ok(binaries.moved_to(copy.join("bin")))
}

/// The programs find what belongs to them by the way from their own folder.
fn copy_installation(programs: &Path, copy: &Path, account: Account) -> io::Result<()> {
    let installation = programs.parent().unwrap_or(programs);
    fs::create_dir(copy)?;
    account.own(copy)?;
    copy_tree(programs, &copy.join("bin"), account)?;
    for part in ["lib", "share"].into_iter().filter(|part| installation.join(part).is_dir()) {
        copy_tree(&installation.join(part), &copy.join(part), account)?;
    }
    Ok(())
}

fn copy_tree(from: &Path, to: &Path, account: Account) -> io::Result<()> {
    if from.is_dir() {
        fs::create_dir(to)?;
        for entry in fs::read_dir(from)? {
            let name = entry?.file_name();
            copy_tree(&from.join(&name), &to.join(&name), account)?;
        }
    } else {
        fs::copy(from, to)?;
    }
    account.own(to)
}
