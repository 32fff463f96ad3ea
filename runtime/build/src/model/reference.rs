use serde::{Deserialize, Serialize};

use super::{Name, Text, is_usual, texts};
use crate::{definition, physical};

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Reference {
    /// The name of the constraint.
    pub name: Text,
    /// The columns that refer, the tenant column too.
    pub columns: Vec<Text>,
    /// Whether the first column is the tenant's and was not declared: it was added since both tables belong to tenants.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub with_tenant: bool,
    /// The schema of the table referred to, where it names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_schema: Option<Text>,
    /// The table referred to.
    pub target: Text,
    /// Its columns, in the same order.
    pub target_columns: Vec<Text>,
    /// What happens to this row when the row it refers to is deleted.
    pub on_delete: OnDelete,
    /// What happens to it when the columns referred to change.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub on_update: OnUpdate,
    /// When it is checked.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub deferrable: Deferrable,
    /// Whether a soft delete of the row referred to leaves this table alone (the waiver of rule F07).
    #[serde(default, skip_serializing_if = "is_usual")]
    pub ignores_soft_delete: bool,
    /// Whether the rows that were there are not held to it: NOT VALID (rule C11).
    #[serde(default, skip_serializing_if = "is_usual")]
    pub not_valid: bool,
    /// Whether the last column is a period: rows of the table referred to that agree on the other columns cover it together.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub period: bool,
    /// Whether no row is held to it: NOT ENFORCED (rule C11).
    #[serde(default, skip_serializing_if = "is_usual")]
    pub not_enforced: bool,
    /// Why.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub why: Text,
}

/// How many live rows refer to one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Referring {
    /// Any number.
    AnyNumber,
    /// The row referred to belongs to no tenant, or to another one: one row of each tenant may refer to it.
    OneOfEachTenant,
    /// At most one.
    AtMostOne,
}

/// What a delete of the row referred to does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnDelete {
    /// The referring rows are deleted too.
    Cascade,
    /// The referring columns become NULL.
    SetNull,
    /// The delete is refused while a row refers.
    Restrict,
    /// The same at the end of the statement.
    NoAction,
}

/// What a change of the columns referred to does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnUpdate {
    /// It is refused at the end of the statement while a row refers.
    #[default]
    NoAction,
    /// The referring rows follow.
    Cascade,
    /// The referring columns become NULL.
    SetNull,
    /// It is refused while a row refers.
    Restrict,
}

/// When a constraint is checked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deferrable {
    /// At the end of each statement, always.
    #[default]
    #[serde(rename = "always")]
    Never,
    /// At the end of each statement, unless `SET CONSTRAINTS` defers it.
    Immediate,
    /// At the end of the transaction.
    Deferred,
}

impl Reference {
    pub(super) fn of(reference: physical::Reference) -> Self {
        // What is left out: the columns of the table say which may be NULL.
        let physical::Reference {
            name,
            declared,
            columns,
            nullable: _,
            target,
            target_columns,
            on_delete,
            on_update,
            deferrable,
            ignores_soft_delete,
            not_valid,
            period,
            not_enforced,
            why,
        } = reference;
        Self {
            name: name.into(),
            with_tenant: columns.len() > declared.len(),
            columns: texts(&columns),
            target_schema: target.schema.map(Text::from),
            target: target.name.into(),
            target_columns: texts(&target_columns),
            on_delete: OnDelete::of(on_delete),
            on_update: OnUpdate::of(on_update),
            deferrable: Deferrable::of(deferrable),
            ignores_soft_delete,
            not_valid,
            period,
            not_enforced,
            why: why.into(),
        }
    }

    /// Returns the columns that were declared, without the tenant column that was added.
    #[must_use]
    pub fn declared(&self) -> &[Text] {
        &self.columns[usize::from(self.with_tenant).min(self.columns.len())..]
    }

    /// Returns the table referred to.
    #[must_use]
    pub fn target(&self) -> Name<'_> {
        Name { schema: self.target_schema.as_deref(), name: &self.target }
    }
}

impl OnDelete {
    const fn of(def: definition::OnDelete) -> Self {
        match def {
            definition::OnDelete::Cascade => Self::Cascade,
            definition::OnDelete::SetNull => Self::SetNull,
            definition::OnDelete::Restrict => Self::Restrict,
            _ => Self::NoAction,
        }
    }

    /// Returns the action as SQL.
    #[must_use]
    pub const fn sql(self) -> &'static str {
        match self {
            Self::Cascade => "CASCADE",
            Self::SetNull => "SET NULL",
            Self::Restrict => "RESTRICT",
            Self::NoAction => "NO ACTION",
        }
    }
}

impl OnUpdate {
    const fn of(def: definition::OnUpdate) -> Self {
        match def {
            definition::OnUpdate::Cascade => Self::Cascade,
            definition::OnUpdate::SetNull => Self::SetNull,
            definition::OnUpdate::Restrict => Self::Restrict,
            _ => Self::NoAction,
        }
    }

    /// Returns the action as SQL.
    #[must_use]
    pub const fn sql(self) -> &'static str {
        match self {
            Self::NoAction => "NO ACTION",
            Self::Cascade => "CASCADE",
            Self::SetNull => "SET NULL",
            Self::Restrict => "RESTRICT",
        }
    }
}

impl Deferrable {
    pub(super) const fn of(def: definition::Deferrable) -> Self {
        match def {
            definition::Deferrable::Immediate => Self::Immediate,
            definition::Deferrable::Deferred => Self::Deferred,
            _ => Self::Never,
        }
    }
}
