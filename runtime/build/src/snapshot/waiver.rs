use super::json::{Line, Members, Read, Write};
use super::{SnapshotError, Text};
use crate::definition::WaiverDef;

/// A waiver: which rule, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Waiver {
    /// The code, such as `T03`.
    pub code: Text,
    /// The name, such as `soft_delete`.
    pub name: Text,
    /// The reason.
    pub reason: Text,
}

impl Waiver {
    pub(super) fn of(def: WaiverDef) -> Self {
        let WaiverDef { code, name, reason } = def;
        Self { code: code.into(), name: name.into(), reason: reason.into() }
    }
}

impl Write for Waiver {
    fn write(&self, line: &mut Line<'_>) {
        let Self { code, name, reason } = self;
        line.text("code", code);
        line.text("name", name);
        line.text("reason", reason);
    }
}

impl Read for Waiver {
    fn read(members: &mut Members<'_>) -> Result<Self, SnapshotError> {
        Ok(Self { code: members.text("code")?, name: members.text("name")?, reason: members.text("reason")? })
    }
}
