//! The chain of the files: `peristyle.sum` in the folder of the migrations.
//!
//! A line has the hash of the chain up to a file, the hash of the file, and its name. An edited file has another hash, a missing file leaves its line without
//! one, and after a merge of two branches that both wrote a migration a line does not follow from the one before it. The last line of a migration
//! has the snapshot that it leads to.

use std::collections::HashSet;
use std::path::Path;
use std::{fs, io};

use sha2::{Digest, Sha256};

use super::error::MigrateError;
use super::files::Layout;

/// The name of the file.
pub(super) const NAME: &str = "peristyle.sum";

/// What a line is of that has the snapshot.
const SNAPSHOT: &str = "(snapshot)";

const HEAD: &str = "# Written by peristyle, one line for each file. After a merge conflict here: delete one of the two migrations and plan it again.\n";

/// The lines, checked.
#[derive(Debug, Default)]
pub(super) struct Chain {
    text: String,
    last: String,
    /// The hash of the snapshot that the last migration leads to.
    snapshot: Option<String>,
    /// The files with their texts.
    files: Vec<(String, String)>,
}

fn hash(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Whatever git makes of the ends of lines.
fn content(text: &str) -> String {
    hash(&[text.replace("\r\n", "\n").as_bytes()])
}

impl Chain {
    /// Reads the chain of a folder and checks every file; there is none before the first migration.
    pub(super) fn read(folder: &Path, layout: Layout) -> Result<Self, MigrateError> {
        let path = folder.join(NAME);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text.replace("\r\n", "\n"),
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(source) => return Err(MigrateError::Read { path, source }),
        };
        let mut chain = Self { text: text.clone(), ..Self::default() };
        let mut known = HashSet::new();
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#') && !line.is_empty()) {
            let broken = |message: String| MigrateError::Chain { path: path.clone(), message };
            let mut words = line.splitn(3, ' ');
            let (Some(link), Some(own), Some(name)) = (words.next(), words.next(), words.next()) else {
                return Err(broken(format!("line {} is not `hash hash file`", number + 1)));
            };
            if link != hash(&[chain.last.as_bytes(), own.as_bytes(), name.as_bytes()]) {
                return Err(broken(format!(
                    "line {} (`{name}`) does not follow from the line before it: two branches have each written a migration, or a line is missing",
                    number + 1
                )));
            }
            if name == SNAPSHOT {
                chain.snapshot = Some(own.to_owned());
            } else {
                let file = folder.join(name);
                let text = fs::read_to_string(&file).map_err(|source| match source.kind() {
                    io::ErrorKind::NotFound => broken(format!("the file `{name}` is missing")),
                    _ => MigrateError::Read { path: file.clone(), source },
                })?;
                if content(&text) != own {
                    return Err(broken(format!("the file `{name}` was edited after it was written")));
                }
                known.insert(name.split('/').next().unwrap_or(name).to_owned());
                chain.files.push((name.to_owned(), text));
            }
            link.clone_into(&mut chain.last);
        }
        chain.no_stranger(folder, layout, &known)?;
        Ok(chain)
    }

    /// A file behind the first one that is in no line was written in another way, or its line was lost in a merge. Those before it are older than the chain.
    fn no_stranger(&self, folder: &Path, layout: Layout, known: &HashSet<String>) -> Result<(), MigrateError> {
        let versions = || known.iter().filter_map(|name| layout.version(name));
        let (Some(first), Some(last)) = (versions().min(), versions().max()) else { return Ok(()) };
        for name in names(folder)? {
            let Some(version) = layout.version(&name).filter(|version| *version >= first) else { continue };
            if !known.contains(&name) {
                let place = if version >= last {
                    "is later than the last file that is"
                } else {
                    "stands between files that are"
                };
                let message = format!("`{name}` is in no line, and {place}");
                return Err(MigrateError::Chain { path: folder.join(NAME), message });
            }
        }
        Ok(())
    }

    /// Checks that the snapshot is the one that the last migration leads to.
    pub(super) fn check_snapshot(&self, path: &Path, text: Option<&str>) -> Result<(), MigrateError> {
        let differs = |message: &str| MigrateError::Chain { path: path.to_owned(), message: message.to_owned() };
        match (&self.snapshot, text) {
            (None, _) => Ok(()),
            (Some(_), None) => Err(differs("the snapshot is missing, and there are migrations")),
            (Some(hash), Some(text)) if content(text) == *hash => Ok(()),
            (Some(_), Some(_)) => Err(differs(
                "the snapshot is not the one that the last migration leads to: it was edited, or replaced without a migration",
            )),
        }
    }

    pub(super) fn add(&mut self, name: &str, text: &str) {
        self.line(name, &content(text));
    }

    pub(super) fn add_snapshot(&mut self, text: &str) {
        self.line(SNAPSHOT, &content(text));
    }

    fn line(&mut self, name: &str, own: &str) {
        let link = hash(&[self.last.as_bytes(), own.as_bytes(), name.as_bytes()]);
        if self.text.is_empty() {
            HEAD.clone_into(&mut self.text);
        }
        self.text.push_str(&format!("{link} {own} {name}\n"));
        self.last = link;
    }

    /// What the files do, without what undoes them.
    pub(super) fn ups(&self, layout: Layout) -> Vec<String> {
        let ups = self.files.iter().filter_map(|(name, text)| layout.up(name, text));
        ups.map(str::to_owned).collect()
    }

    /// The text of the file.
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

/// The names in a folder, which may not be there.
pub(super) fn names(folder: &Path) -> Result<Vec<String>, MigrateError> {
    let failed = |source| MigrateError::Read { path: folder.to_owned(), source };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(failed(source)),
    };
    let names = entries.map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()));
    let mut names = names.collect::<io::Result<Vec<_>>>().map_err(failed)?;
    names.sort();
    Ok(names)
}
