use super::json::{Line, Members, Read, Write};
use super::{SnapshotError, Text};
use crate::physical;

/// A child of a partitioned table.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Child {
    /// The name in the database.
    pub name: Text,
    /// Which rows it has, as the DDL writes it.
    pub bound: Text,
}

impl Child {
    pub(super) fn of(child: &physical::Child) -> Self {
        let physical::Child { name, bound } = child;
        Self { name: name.clone().into(), bound: bound.clone().into() }
    }
}

impl Write for Child {
    fn write(&self, line: &mut Line<'_>) {
        let Self { name, bound } = self;
        line.text("name", name);
        line.text("bound", bound);
    }
}

impl Read for Child {
    fn read(members: &mut Members<'_>) -> Result<Self, SnapshotError> {
        Ok(Self { name: members.text("name")?, bound: members.text("bound")? })
    }
}
