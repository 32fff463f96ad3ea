use serde::{Deserialize, Serialize};

use super::{Text, is_usual, texts};
use crate::definition::{self, PolicyDef};

/// A policy of row level security beside the emitted ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Policy {
    /// The name.
    pub name: Text,
    /// The commands that it is for.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub command: PolicyCommand,
    /// Whether it is joined to the other policies by AND.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub restrictive: bool,
    /// The roles that it is for; every role if empty.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub roles: Vec<Text>,
    /// Which rows are seen, as SQL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub using: Option<Text>,
    /// Which rows may be written, as SQL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with_check: Option<Text>,
    /// Why.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub why: Text,
}

/// The commands that a policy is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PolicyCommand {
    /// Each of the four.
    #[default]
    All,
    /// SELECT.
    Select,
    /// INSERT.
    Insert,
    /// UPDATE.
    Update,
    /// DELETE.
    Delete,
}

impl Policy {
    pub(super) fn of(def: &PolicyDef) -> Self {
        let PolicyDef { name, command, restrictive, roles, using, with_check, why, __non_exhaustive: () } = *def;
        Self {
            name: name.into(),
            command: PolicyCommand::of(command),
            restrictive,
            roles: texts(roles),
            using: using.map(Text::from),
            with_check: with_check.map(Text::from),
            why: why.into(),
        }
    }
}

impl PolicyCommand {
    const fn of(def: definition::PolicyCommand) -> Self {
        match def {
            definition::PolicyCommand::Select => Self::Select,
            definition::PolicyCommand::Insert => Self::Insert,
            definition::PolicyCommand::Update => Self::Update,
            definition::PolicyCommand::Delete => Self::Delete,
            _ => Self::All,
        }
    }

    /// Returns the command as SQL.
    #[must_use]
    pub const fn sql(self) -> &'static str {
        match self {
            Self::All => "ALL",
            Self::Select => "SELECT",
            Self::Insert => "INSERT",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
        }
    }
}
