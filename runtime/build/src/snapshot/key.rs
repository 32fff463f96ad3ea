use super::json::{Line, Members, Read, Write};
use super::{SnapshotError, Text};
use crate::physical;

/// A PRIMARY KEY or a UNIQUE constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Key {
    /// The name of the constraint.
    pub name: Text,
    /// The columns in order, the tenant column too.
    pub columns: Vec<Text>,
}

impl Key {
    pub(super) fn of(key: &physical::Key) -> Self {
        let physical::Key { name, columns } = key;
        Self { name: name.clone().into(), columns: columns.iter().copied().map(Text::from).collect() }
    }
}

impl Write for Key {
    fn write(&self, line: &mut Line<'_>) {
        let Self { name, columns } = self;
        line.text("name", name);
        line.texts("columns", columns);
    }
}

impl Read for Key {
    fn read(members: &mut Members<'_>) -> Result<Self, SnapshotError> {
        Ok(Self { name: members.text("name")?, columns: members.texts("columns")? })
    }
}
