//! What PostgreSQL asks of a partitioned table beside its key (rule K01).

use quote::ToTokens;
use syn::Ident;
use syn::ext::IdentExt;

use super::{Index, IndexColumn, Partition, Table};
use crate::diagnostics::Diagnostics;

/// Holds a table to it.
pub fn check(table: &Table, diagnostics: &mut Diagnostics) {
    let Some(partition) = &table.partition else { return };
    let mut refuse = |at: &dyn ToTokens, message: String, help: &str| diagnostics.malformed("table", at, message, help);
    if let Some(unlogged) = &table.storage.unlogged {
        let message = "a partitioned table cannot be unlogged".to_owned();
        refuse(unlogged, message, "remove `unlogged`");
    }
    if let Some(alone) = table.key_alone.as_ref().filter(|_| !table.keys_hold_partition()) {
        let message = format!("the primary key of a partitioned table must contain {}", named(&partition.columns));
        refuse(alone, message, "remove `primary_key = \"id\"`");
    }
    for column in &partition.columns {
        if table.column(column).is_some_and(|(_, column)| column.generated.is_some()) {
            refuse(
                column,
                format!("`{column}` is a generated column, which cannot be a partition column"),
                "name another column",
            );
        }
    }
    for index in &table.indexes {
        of_index(table, partition, index, &mut refuse);
    }
}

fn of_index(table: &Table, partition: &Partition, index: &Index, refuse: &mut impl FnMut(&dyn ToTokens, String, &str)) {
    if index.exclusion && index.without_overlaps.is_none() {
        let message = "a partitioned table cannot have an exclusion constraint".to_owned();
        return refuse(&index.tokens, message, "remove it, or the partitioning");
    }
    let tenant = table.tenant_column().map(|column| &column.ident).filter(|_| index.global.is_none());
    let period = index.columns.last().filter(|_| index.without_overlaps.is_some()).and_then(IndexColumn::ident);
    if let Some(by) = period.filter(|period| partition.columns.contains(period)) {
        let message =
            format!("`without_overlaps` needs all rows of a period in one partition, but `{by}` partitions them");
        return refuse(by, message, "partition by another column of the constraint");
    }
    let holds = |column: &&Ident| {
        tenant == Some(*column) || index.columns.iter().any(|indexed| indexed.ident() == Some(*column))
    };
    let missing: Vec<Ident> = partition.columns.iter().filter(|column| !holds(column)).cloned().collect();
    if (index.unique || index.exclusion) && !missing.is_empty() {
        let kind = if index.exclusion { "unique constraint" } else { "unique index" };
        let message = format!("a {kind} of a partitioned table must contain {}", named(&partition.columns));
        refuse(&index.tokens, message, &format!("add {}", named(&missing)));
    }
}

/// The columns in words.
pub fn named(columns: &[Ident]) -> String {
    columns.iter().map(|column| format!("`{}`", column.unraw())).collect::<Vec<_>>().join(" and ")
}

impl Table {
    /// Whether the columns that rows are partitioned by are in the key, so that it is unique over all children.
    pub fn keys_hold_partition(&self) -> bool {
        let Some(partition) = &self.partition else { return true };
        let tenant = self.tenant_column().filter(|_| self.key_alone.is_none());
        let key: Vec<_> = self.key_columns().into_iter().chain(tenant).map(|column| &column.ident).collect();
        partition.columns.iter().all(|column| key.contains(&column))
    }
}
