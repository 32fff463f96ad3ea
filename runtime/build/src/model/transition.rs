use serde::{Deserialize, Serialize};

use super::{Column, Index, IndexColumn, Name, Table, Text};
use crate::condition;
use crate::definition;
use crate::physical::generated_name;

/// What is special about a column while two releases run on one schema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
#[non_exhaustive]
pub enum Transition {
    /// It is the old name of another column. A trigger keeps both in step: `renamed_from = "..", until = ".."`.
    OldName {
        /// The column under its new name.
        of: Text,
        /// The release or the migration in which the old name goes.
        until: Text,
    },
    /// A trigger replaces NULL in it, for programs that do not write it yet: `backfill = "..", until = ".."`.
    Filled {
        /// The value, as SQL over the columns of the row.
        value: Text,
        /// The release or the migration in which the trigger goes.
        until: Text,
    },
    /// The program neither reads nor writes it any more, and a later migration drops it: `retired = ".."`.
    Retired {
        /// Why.
        reason: Text,
    },
}

impl Transition {
    pub(super) fn of(def: definition::Transition) -> Option<Self> {
        match def {
            definition::Transition::Filled { value, until } => {
                Some(Self::Filled { value: value.into(), until: until.into() })
            }
            definition::Transition::Retired { reason } => Some(Self::Retired { reason: reason.into() }),
            // The column beside it has the old name.
            _ => None,
        }
    }

    /// The new name of the column, where it is the old name of another one.
    pub(crate) fn new_name(&self) -> Option<&str> {
        match self {
            Self::OldName { of, .. } => Some(of),
            Self::Filled { .. } | Self::Retired { .. } => None,
        }
    }

    /// The release or the migration that ends it, where it is not the next one that drops the column.
    pub(crate) fn until(&self) -> Option<&str> {
        match self {
            Self::OldName { until, .. } | Self::Filled { until, .. } => Some(until),
            Self::Retired { .. } => None,
        }
    }
}

/// What is special about a table while two releases run on one schema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
#[non_exhaustive]
pub enum TableTransition {
    /// A view has its old name: `renamed_from = "..", until = ".."`.
    OldName {
        /// The schema of the view, where it names one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        schema: Option<Text>,
        /// The old name.
        name: Text,
        /// The release or the migration in which the view goes.
        until: Text,
    },
    /// The program has no statements of it any more, and a later migration drops it: `retired = ".."`.
    Retired {
        /// Why.
        reason: Text,
    },
}

impl TableTransition {
    /// `billing.invoices` names a schema.
    pub(super) fn of(def: definition::TableTransition, renamed_from: Option<&str>) -> Option<Self> {
        match (def, renamed_from) {
            (definition::TableTransition::OldName { until }, Some(old)) => Some(Self::old_name(old, until)),
            (definition::TableTransition::Retired { reason }, _) => Some(Self::Retired { reason: reason.into() }),
            _ => None,
        }
    }

    fn old_name(old: &str, until: &str) -> Self {
        let (schema, name) = old.split_once('.').map_or((None, old), |(schema, name)| (Some(schema), name));
        Self::OldName {
            schema: schema.map(|schema| schema.to_owned().into()),
            name: name.to_owned().into(),
            until: until.to_owned().into(),
        }
    }
}

impl Column {
    /// Returns the new name of the column, where it is the old name of another one.
    #[must_use]
    pub fn new_name(&self) -> Option<&str> {
        self.transition.as_ref()?.new_name()
    }

    /// Returns whether only programs of another release read and write it: it is an old name, or it is retired.
    #[must_use]
    pub const fn is_of_other_releases(&self) -> bool {
        matches!(self.transition, Some(Transition::OldName { .. } | Transition::Retired { .. }))
    }
}

impl Table {
    /// Keeps the old name of the table, with its schema where it had one, as a view until that release or migration.
    pub fn keep_old_table_name(&mut self, old: &str, until: &str) {
        self.transition = Some(TableTransition::old_name(old, until));
    }

    /// Returns the old name, where a view has it.
    #[must_use]
    pub fn view(&self) -> Option<Name<'_>> {
        match &self.transition {
            Some(TableTransition::OldName { schema, name, .. }) => Some(Name { schema: schema.as_deref(), name }),
            _ => None,
        }
    }

    /// Returns the reason, where no program uses the table any more.
    #[must_use]
    pub fn retired(&self) -> Option<&str> {
        match &self.transition {
            Some(TableTransition::Retired { reason }) => Some(reason),
            _ => None,
        }
    }

    /// Returns the old name of a column, where both are kept in step.
    #[must_use]
    pub fn old_name(&self, column: &str) -> Option<&Column> {
        self.columns.iter().find(|one| one.new_name() == Some(column))
    }

    /// Adds the old name of a column, and of each index that reads it: the statements of a program that knows only the old name find both.
    /// `until` is the release or the migration in which the old name goes.
    pub fn keep_old_name(&mut self, column: &str, old: &str, until: &str) {
        let Some(new) = self.column(column).cloned() else { return };
        let usual = self.default_of_old_name(&new);
        self.columns.push(Column {
            name: old.to_owned().into(),
            field: None,
            renamed_from: Default::default(),
            default: usual,
            doc: format!("The old name of {column}: a trigger keeps both in step until {until}.").into(),
            copied: None,
            waivers: Vec::new(),
            transition: Some(Transition::OldName { of: new.name.clone(), until: until.to_owned().into() }),
            ..new
        });
        let twins: Vec<_> = self.indexes.iter().filter(|index| index.reads(column)).cloned().collect();
        for index in twins {
            let name = self.name_of_twin(&index, column, old);
            self.indexes.push(index.with_old_name(name, column, old));
        }
    }

    /// Where NULL is a value, a missing value is told from it by the default that both columns have.
    fn default_of_old_name(&self, column: &Column) -> Option<Text> {
        column.default.clone().filter(|_| column.nullable)
    }

    fn name_of_twin(&self, index: &Index, column: &str, old: &str) -> Text {
        let part = |name: &str| format!("_{name}_");
        let replaced = format!("{}_", index.name).replacen(&part(column), &part(old), 1);
        let replaced = replaced.trim_end_matches('_').to_owned();
        let is_free = |name: &str| name.len() <= 63 && self.indexes.iter().all(|index| index.name != name);
        match is_free(&replaced) {
            true => replaced.into(),
            false => generated_name(&index.name, [old], "old").into(),
        }
    }
}

impl Index {
    /// Returns whether the index has the column, in a place, in an expression or in its condition.
    #[must_use]
    pub fn reads(&self, column: &str) -> bool {
        let conditions = self.predicate.iter().chain(&self.only);
        self.columns.iter().any(|one| one.columns().any(|name| name == column))
            || self.include.iter().any(|name| name == column)
            || conditions.into_iter().any(|sql| condition::reads(sql, column))
    }

    /// The same index of the old name of a column.
    fn with_old_name(mut self, name: Text, column: &str, old: &str) -> Self {
        let swap = |text: &mut Text| {
            if text == column {
                *text = old.to_owned().into();
            }
        };
        let rename = |sql: &mut Text| *sql = condition::renamed(sql, column, old).into();
        for one in &mut self.columns {
            let IndexColumn { name, expression, reads, .. } = one;
            match expression {
                Some(expression) => rename(expression),
                None => swap(name),
            }
            reads.iter_mut().for_each(swap);
        }
        self.include.iter_mut().for_each(swap);
        self.predicate.iter_mut().chain(&mut self.only).for_each(rename);
        self.for_reference.iter_mut().for_each(swap);
        (self.name, self.tenant_lookup, self.for_lookup) = (name, None, false);
        self
    }
}
