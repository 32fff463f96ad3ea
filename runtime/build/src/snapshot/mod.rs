//! The snapshot of a schema: a file beside the code that is committed, read back and compared.
//!
//! It is the serde form of a [`Database`]: [`Database::to_json`] writes it, [`Database::from_json`] reads it, and [`Checked::changes_to`] returns
//! the differences of two. So a snapshot is understood without the program that it was taken of, and by later versions of this crate. DDL,
//! diagrams and documentation can be written from it: they are the same bytes as those of the structs.
//!
//! # The file
//!
//! Tables, enums and domains are sorted by name, and `order` has the tables in the order of the list. Members stand in a fixed order, and each
//! column, reference, index, check and waiver has a line of its own: a change of the structs is a change of few lines. What is empty, false
//! or absent is left out. The same tables give the same bytes.
//!
//! # Versions
//!
//! `version` goes up when what is already written means something else, or when what is missing does. A member that this version does not know is
//! refused: reading a snapshot never loses a part of it. Files of version 1 are read; what they leave out is derived.
//!
//! # Revisions
//!
//! The snapshot has what the user declared, not the text of the functions, triggers and policies that follow from it. `revisions` has the revision of the text of
//! each kind that the schema has: `{"history": 2, "soft_deletes": 3}`. A kind that is not named has its first revision, as have all of a file that was written
//! before there were revisions. Where this crate writes a newer one, [`Checked::changes_to`] says so, and a [migration](mod@crate::migrate) writes the kind again.
//!
//! A revision that this crate does not know is an error: a newer version of the crate wrote the file.
//!
//! # Errors
//!
//! A [`SnapshotError`] has the place: ``12:31: `tables[3].columns[0].type`: missing field``. A file that cannot be read is never overwritten.

mod error;
mod file;
mod format;
mod parts;
mod revisions;
#[cfg(test)]
mod tests;
mod version_1;

use serde::Serialize;

pub use error::SnapshotError;
use file::{Read, Written};
use format::Lines;

use crate::checks::Checked;
pub use crate::diff::Change;
use crate::diff::between;
use crate::json;
use crate::model::Database;

/// The version of the file that this crate writes. It reads this one and those before it.
pub const VERSION: u32 = 2;

/// A longer text is not read: the snapshot of 2,000 tables has 5 MB.
pub(crate) const LONGEST: usize = 64 << 20;

impl Database {
    /// Returns the snapshot: the text of the file.
    ///
    /// ```
    /// use peristyle_build::Database;
    ///
    /// let text = Database::default().to_json();
    /// assert_eq!(text, "{\n  \"version\": 2,\n  \"tables\": []\n}\n");
    /// assert_eq!(Database::from_json(&text)?, Database::default());
    /// # Ok::<(), peristyle_build::snapshot::SnapshotError>(())
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut bytes = Vec::new();
        let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Lines::default());
        // Nothing in the model fails to serialize, and a vector takes every byte.
        let written = Written::of(self).serialize(&mut serializer);
        debug_assert!(written.is_ok());
        bytes.push(b'\n');
        String::from_utf8(bytes).unwrap_or_default()
    }

    /// Reads the text of a snapshot.
    ///
    /// # Errors
    ///
    /// The text is not JSON, is of a version that this crate does not read, lacks a key, has a key or a value that this crate does not know, names a
    /// column that is not there, or is longer than 64 MiB.
    pub fn from_json(text: &str) -> Result<Self, SnapshotError> {
        let read: Read = json::read(text, LONGEST).map_err(SnapshotError)?;
        let database =
            read.database().map_err(|message| SnapshotError::part(text, "\"order\"", "order".to_owned(), message))?;
        parts::check(text, &database)?;
        Ok(database)
    }
}

impl Checked {
    /// Returns what the other schema has differently, table by table; nothing when both are the same. The order of the tables does not count.
    #[must_use]
    pub fn changes_to(&self, other: &Self) -> Vec<Change> {
        between(self.database(), other.database())
    }
}
