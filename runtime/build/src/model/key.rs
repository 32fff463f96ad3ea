use serde::{Deserialize, Serialize};

use super::{Text, texts};
use crate::physical;

/// A PRIMARY KEY or a UNIQUE constraint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Key {
    /// The name of the constraint.
    pub name: Text,
    /// The columns in order, the tenant column too.
    pub columns: Vec<Text>,
}

impl Key {
    pub(super) fn of(key: physical::Key) -> Self {
        let physical::Key { name, columns } = key;
        Self { name: name.into(), columns: texts(&columns) }
    }
}
