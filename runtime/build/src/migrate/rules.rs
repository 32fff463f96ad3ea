use std::collections::BTreeMap;

use super::step::Hazard;
use crate::model::{Database, Name, Table};

/// What a migration may do, and what the structs do not say.
#[derive(Debug, Clone, Default)]
pub(super) struct Rules {
    /// With the reasons.
    pub(super) allowed: BTreeMap<Hazard, String>,
    /// Tables that were renamed: before, now.
    pub(super) tables: Vec<(String, String)>,
    pub(super) enums: Vec<(String, String)>,
    /// The table as it is called now, the column before and now.
    pub(super) columns: Vec<(String, String, String)>,
    /// The enum, the label before and now.
    pub(super) labels: Vec<(String, String, String)>,
    /// Tables, and columns as `table.column`, that are dropped and not renamed.
    pub(super) dropped: Vec<String>,
    /// The table, the column and the SQL of its value in the rows that are there.
    pub(super) backfills: Vec<(String, String, String)>,
    /// SQL of the user that another migration takes care of.
    pub(super) handled: Vec<String>,
    /// The release that is made.
    pub(super) release: Option<String>,
    /// No file is outside of a transaction.
    pub(super) one_transaction: bool,
    /// Also the statements of tables that the change cannot reach are compared.
    pub(super) every_table: bool,
    /// The SQL that made the database.
    pub(super) made_by: Vec<String>,
}

impl Rules {
    /// With what the structs say was renamed, where the old schema still has the old name: after the migration the attribute says nothing new.
    pub(super) fn with_renames_of(&self, old: &Database, new: &Database) -> Self {
        let mut rules = self.with_versions(old, new);
        let is_renamed = |table: &Table| {
            table.renamed_from.0.is_some() || table.columns.iter().any(|column| column.renamed_from.0.is_some())
        };
        if !new.tables.iter().any(is_renamed) {
            return rules;
        }
        let has = |tables: &[Table], name: &str| tables.iter().any(|table| table.qualified().to_string() == name);
        for table in &new.tables {
            let now = table.qualified().to_string();
            if let Some(before) = table.renamed_from.0.as_deref()
                && has(&old.tables, before)
                && !has(&old.tables, &now)
            {
                rules.tables.push((before.to_owned(), now));
            }
        }
        for table in new.tables.iter().filter(|table| is_renamed(table)) {
            let now = table.qualified().to_string();
            let before = rules.tables.iter().find(|(_, new)| *new == now).map_or(now.as_str(), |(old, _)| old);
            let Some(old) = old.tables.iter().find(|table| table.qualified().to_string() == before) else { continue };
            for column in &table.columns {
                if let Some(before) = column.renamed_from.0.as_deref()
                    && old.column(before).is_some()
                    && old.column(&column.name).is_none()
                    // With `until` it has both names.
                    && table.column(before).is_none()
                {
                    rules.columns.push((now.clone(), before.to_owned(), column.name.to_string()));
                }
            }
        }
        rules
    }

    /// What is said of a table holds for its versions too, where it has them before and now.
    fn with_versions(&self, old: &Database, new: &Database) -> Self {
        let mut rules = self.clone();
        let named = |name: Name<'_>| name.to_string();
        for now in new.tables.iter().filter(|table| table.history) {
            let name = named(now.qualified());
            let before = self.tables.iter().find(|(_, new)| *new == name).map_or(name.as_str(), |(old, _)| old);
            let Some(before) = old.tables.iter().find(|table| table.history && named(table.qualified()) == before)
            else {
                continue;
            };
            let (Some(old_versions), Some(versions)) = (before.history_name(), now.history_name()) else { continue };
            let old_versions = named(Name { name: &old_versions, ..before.qualified() });
            let versions = named(Name { name: &versions, ..now.qualified() });
            let is_renamed = self.tables.iter().any(|(_, new)| *new == name);
            rules.tables.extend(is_renamed.then(|| (old_versions, versions.clone())));
            let columns = self.columns.iter().filter(|(table, ..)| *table == name);
            rules.columns.extend(columns.map(|(_, old, new)| (versions.clone(), old.clone(), new.clone())));
            let backfills = self.backfills.iter().filter(|(table, ..)| *table == name);
            rules.backfills.extend(backfills.map(|(_, column, sql)| (versions.clone(), column.clone(), sql.clone())));
            let dropped = self.dropped.iter().filter_map(|dropped| dropped.strip_prefix(&format!("{name}.")));
            rules.dropped.extend(dropped.map(|column| format!("{versions}.{column}")));
        }
        rules
    }

    pub(super) fn backfill(&self, table: &str, column: &str) -> Option<&str> {
        let mut backfills = self.backfills.iter();
        backfills.find(|(of, name, _)| of == table && name == column).map(|(.., sql)| sql.as_str())
    }

    pub(super) fn is_dropped(&self, name: &str) -> bool {
        self.dropped.iter().any(|dropped| dropped == name)
    }
}
