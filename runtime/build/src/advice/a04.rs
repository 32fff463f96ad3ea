//! A04 nullable_array: an array that holds nothing is `{}`.
//!
//! With NULL there are two ways to hold nothing, and `= ANY(tags)`, `cardinality(tags)` and `tags || ..` answer NULL for one of them.

use super::finding::{Finding, columns};
use crate::checks::Checked;
use crate::model::{SqlType, Table};

pub(super) fn look(checked: &Checked) -> Vec<Finding> {
    checked.tables().iter().filter_map(of_table).collect()
}

fn of_table(table: &Table) -> Option<Finding> {
    Finding::about(
        table,
        &columns(table, |column| column.nullable && matches!(column.sql_type, SqlType::Array(_))),
        |arrays| format!("`{}` has a nullable array, which is empty as `{{}}` and as NULL: {arrays}", table.name),
        "write `Vec<..>` without `Option`: the default is `{}`",
    )
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_silent, only, table};
    use crate::{SqlType};
        use crate::fixture::{column, nullable};

    const TEXTS: SqlType = SqlType::Array(&SqlType::Text);

    #[test]
    fn an_array_that_may_be_null() {
        let advice = only("A04", [table("products", [nullable("tags", TEXTS)])]);
        assert_eq!(advice.text, "`products` has a nullable array, which is empty as `{}` and as NULL: `tags`");
    }

    #[test]
    fn an_array() {
        assert_silent("A04", [table("products", [column("tags", TEXTS)])]);
    }
}
