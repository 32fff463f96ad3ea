use serde::{Deserialize, Serialize};

use super::{Text, is_usual, texts};
use crate::physical;

/// A CHECK constraint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Check {
    /// The name of the constraint.
    pub name: Text,
    /// The columns that the condition reads.
    pub columns: Vec<Text>,
    /// The condition, as SQL.
    pub condition: Text,
    /// What a user is told when a row breaks it.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub message: Text,
    /// Whether it is generated, not declared: the elements of an array are not NULL.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub generated: bool,
    /// Whether the rows that were there are not held to it: NOT VALID (rule C11).
    #[serde(default, skip_serializing_if = "is_usual")]
    pub not_valid: bool,
    /// Whether no row is held to it: NOT ENFORCED (rule C11).
    #[serde(default, skip_serializing_if = "is_usual")]
    pub not_enforced: bool,
}

impl Check {
    pub(super) fn of(check: physical::Check) -> Self {
        let physical::Check { name, columns, condition, message, generated, not_valid, not_enforced } = check;
        Self {
            name: name.into(),
            columns: texts(&columns),
            condition: condition.into(),
            message: message.into(),
            generated,
            not_valid,
            not_enforced,
        }
    }
}
