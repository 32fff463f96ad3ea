use serde::{Deserialize, Serialize};

use super::Text;
use crate::definition::{ExtraSql, SqlPlace};

/// SQL of the user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Extra {
    /// What it is called.
    pub name: Text,
    /// Where it stands.
    pub place: Place,
    /// Whole statements.
    pub sql: Text,
    /// What replaces it in a script that may be run again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<Text>,
    /// The reason for which it may override what is emitted (rule P06).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waived: Option<Text>,
}

/// Where SQL of the user stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Before the table, or before everything.
    Before,
    /// After the table, or after everything.
    After,
}

impl Extra {
    pub(super) fn of(def: &ExtraSql) -> Self {
        let ExtraSql { name, place, sql, again, waived, __non_exhaustive: () } = *def;
        let place = if place == SqlPlace::Before { Place::Before } else { Place::After };
        let (again, waived) = (again.map(Text::from), waived.map(Text::from));
        Self { name: name.into(), place, sql: sql.into(), again, waived }
    }
}
