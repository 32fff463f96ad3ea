//! JSON as a snapshot needs it. A crate for it would decide where lines end, and would come with every build script.

mod members;
mod node;
mod parser;
mod write;

pub(super) use members::Members;
pub(super) use write::{Block, Line};

use super::SnapshotError;

/// A part of a snapshot that is an object on one line of its file.
pub(super) trait Write {
    fn write(&self, line: &mut Line<'_>);
}

/// A part of a snapshot that is an object of its file: reads what was written.
pub(super) trait Read: Sized {
    fn read(members: &mut Members<'_>) -> Result<Self, SnapshotError>;
}
