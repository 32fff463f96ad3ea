use super::json::{Line, Members, Read, Write};
use super::{SnapshotError, Text};
use crate::definition::{ExtraSql, SqlPlace};

/// SQL of the user's own.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Extra {
    /// What it is called.
    pub name: Text,
    /// Where it stands.
    pub place: SqlPlace,
    /// Whole statements.
    pub sql: Text,
    /// What stands in its place in a script that may be run again.
    pub again: Option<Text>,
}

const PLACE: [(&str, SqlPlace); 2] = [("before", SqlPlace::Before), ("after", SqlPlace::After)];

impl Extra {
    pub(super) fn of(def: &ExtraSql) -> Self {
        let ExtraSql { name, place, sql, again } = *def;
        Self { name: name.into(), place, sql: sql.into(), again: again.map(Text::from) }
    }
}

impl Write for Extra {
    fn write(&self, line: &mut Line<'_>) {
        let Self { name, place, sql, again } = self;
        line.text("name", name);
        line.text("place", if *place == SqlPlace::Before { "before" } else { "after" });
        line.text("sql", sql);
        line.optional("again", again.as_ref());
    }
}

impl Read for Extra {
    fn read(members: &mut Members<'_>) -> Result<Self, SnapshotError> {
        Ok(Self {
            name: members.text("name")?,
            place: members.one_of("place", &PLACE)?,
            sql: members.text("sql")?,
            again: members.optional("again")?,
        })
    }
}
