use serde::{Deserialize, Serialize};

use super::{IndexColumn, Text, is_usual, texts};
use crate::physical;

/// Extended statistics: what the planner knows of several columns together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Statistics {
    /// The name, in the schema of the table.
    pub name: Text,
    /// The columns and expressions.
    pub columns: Vec<IndexColumn>,
    /// The kinds, such as `ndistinct`; all of them if empty.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub kinds: Vec<Text>,
    /// What they are for, in the user's words.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub doc: Text,
}

impl Statistics {
    pub(super) fn of(statistics: physical::Statistics) -> Self {
        let physical::Statistics { name, columns, kinds, doc } = statistics;
        Self {
            name: name.into(),
            columns: columns.into_iter().map(|column| IndexColumn::of(column, false)).collect(),
            kinds: texts(kinds),
            doc: doc.into(),
        }
    }
}
