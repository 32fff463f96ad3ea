//! A08 two_deletions: one column stores whether a row is deleted.
//!
//! `is_active` beside `deleted_at` is one fact in two columns: sooner or later a row is deleted and active.

use super::finding::{Finding, columns};
use crate::checks::Checked;
use crate::model::Table;

const FLAGS: [&str; 4] = ["is_active", "active", "is_deleted", "deleted"];

pub(super) fn look(checked: &Checked) -> Vec<Finding> {
    checked.tables().iter().filter(|table| table.soft_delete()).filter_map(of_table).collect()
}

fn of_table(table: &Table) -> Option<Finding> {
    let flags = columns(table, |column| column.sql_type.is("boolean") && FLAGS.contains(&column.name.as_ref()));
    Finding::about(
        table,
        &flags,
        |flags| format!("`{}` stores twice whether a row is deleted: in `deleted_at` and in {flags}", table.name),
        "remove the flag and use `deleted_at`, or rename a flag with another meaning: `is_published`, `is_locked`",
    )
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_silent, only, table};
    use crate::{SqlType};
        use crate::fixture::{DELETED_AT, column};

    const IS_ACTIVE: crate::ColumnDef = column("is_active", SqlType::Boolean);

    #[test]
    fn two_columns_for_one_fact() {
        let advice = only("A08", [table("users", [IS_ACTIVE, DELETED_AT])]);
        assert_eq!(advice.text, "`users` stores twice whether a row is deleted: in `deleted_at` and in `is_active`");
    }

    #[test]
    fn one_of_them() {
        let published = column("is_published", SqlType::Boolean);
        assert_silent("A08", [table("users", [IS_ACTIVE]), table("posts", [published, DELETED_AT])]);
    }
}
