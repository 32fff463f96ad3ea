use std::collections::BTreeMap;

use super::step::Hazard;

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
    /// No file is outside of a transaction.
    pub(super) one_transaction: bool,
}

impl Rules {
    pub(super) fn backfill(&self, table: &str, column: &str) -> Option<&str> {
        let mut backfills = self.backfills.iter();
        backfills.find(|(of, name, _)| of == table && name == column).map(|(.., sql)| sql.as_str())
    }

    pub(super) fn is_dropped(&self, name: &str) -> bool {
        self.dropped.iter().any(|dropped| dropped == name)
    }
}
