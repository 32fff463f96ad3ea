use super::json::{Line, Members, Read, Write};
use super::{SnapshotError, Text};
use crate::physical;

/// A CHECK constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Check {
    /// The name of the constraint.
    pub name: Text,
    /// The columns that the condition reads.
    pub columns: Vec<Text>,
    /// The condition, as SQL.
    pub condition: Text,
    /// What a user is told when a row breaks it.
    pub message: Text,
}

impl Check {
    pub(super) fn of(check: &physical::Check) -> Self {
        let physical::Check { name, columns, condition, message } = check;
        Self {
            name: name.clone().into(),
            columns: columns.iter().copied().map(Text::from).collect(),
            condition: condition.clone().into(),
            message: (*message).into(),
        }
    }
}

impl Write for Check {
    fn write(&self, line: &mut Line<'_>) {
        let Self { name, columns, condition, message } = self;
        line.text("name", name);
        line.texts("columns", columns);
        line.text("condition", condition);
        line.stated("message", message);
    }
}

impl Read for Check {
    fn read(members: &mut Members<'_>) -> Result<Self, SnapshotError> {
        Ok(Self {
            name: members.text("name")?,
            columns: members.texts("columns")?,
            condition: members.text("condition")?,
            message: members.stated("message")?,
        })
    }
}
