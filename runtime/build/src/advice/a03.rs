//! A03 three_valued_flag: a flag is true or false.
//!
//! NULL is neither: `WHERE is_paid` and `WHERE NOT is_paid` both leave the row out, and every reader decides anew what it means.

use super::finding::{Finding, columns};
use crate::checks::Checked;
use crate::model::Table;

pub(super) fn look(checked: &Checked) -> Vec<Finding> {
    checked.tables().iter().filter_map(of_table).collect()
}

fn of_table(table: &Table) -> Option<Finding> {
    Finding::about(
        table,
        &columns(table, |column| column.nullable && column.sql_type.is("boolean")),
        |flags| format!("`{}` has a nullable flag, which has three values: {flags}", table.name),
        "write `bool` with `#[column(default = false)]`, or an enum with three values",
    )
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_silent, only, table};
    use crate::{SqlType};
        use crate::fixture::{column, nullable};

    #[test]
    fn a_flag_that_may_be_null() {
        let advice = only("A03", [table("orders", [nullable("is_paid", SqlType::Boolean)])]);
        assert_eq!(advice.text, "`orders` has a nullable flag, which has three values: `is_paid`");
    }

    #[test]
    fn a_flag() {
        let columns = [column("is_paid", SqlType::Boolean), nullable("note", SqlType::Text)];
        assert_silent("A03", [table("orders", columns)]);
    }
}
