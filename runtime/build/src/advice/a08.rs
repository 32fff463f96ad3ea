//! A08 two_deletions: one column says that a row is gone.
//!
//! `is_active` beside `deleted_at` is one fact in two columns: sooner or later a row is deleted and active.

use super::finding::{Finding, Table};
use crate::SqlType;

const FLAGS: [&str; 4] = ["is_active", "active", "is_deleted", "deleted"];

pub(super) fn look(tables: &[Table<'_>]) -> Vec<Finding> {
    tables.iter().filter(|table| table.def.soft_delete()).filter_map(of_table).collect()
}

fn of_table(table: &Table<'_>) -> Option<Finding> {
    let flags = table.columns(|column| column.sql_type == SqlType::Boolean && FLAGS.contains(&column.name));
    Finding::about(
        table.def,
        &flags,
        |flags| format!("`{}` says twice whether a row is gone: `deleted_at` beside {flags}", table.def.name),
        "remove the flag and ask `deleted_at`, or name what else it says: `is_published`, `is_locked`",
    )
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_silent, only, table};
    use super::*;
    use crate::fixture::{DELETED_AT, column};

    const IS_ACTIVE: crate::ColumnDef = column("is_active", SqlType::Boolean);

    #[test]
    fn two_columns_for_one_fact() {
        let advice = only("A08", [table("users", [IS_ACTIVE, DELETED_AT])]);
        assert_eq!(advice.text, "`users` says twice whether a row is gone: `deleted_at` beside `is_active`");
    }

    #[test]
    fn one_of_them() {
        let published = column("is_published", SqlType::Boolean);
        assert_silent("A08", [table("users", [IS_ACTIVE]), table("posts", [published, DELETED_AT])]);
    }
}
