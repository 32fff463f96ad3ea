//! A10 range_in_front: in an index, what is compared for equality stands before what is compared as a range.
//!
//! Behind a range the index is read whole from one end of the range to the other. Half of 1,000,000 rows by time and a tenth of them by status:
//! 1,920 buffers with `(at, status)`, 196 with `(status, at)`.

use super::finding::{Declared, Finding, plain_indexes, sql_type};
use super::wording;
use crate::checks::Checked;
use crate::model::{IndexColumn, SqlType, Table};

pub(super) fn look(checked: &Checked) -> Vec<Finding> {
    checked.tables().iter().filter_map(of_table).collect()
}

fn of_table(table: &Table) -> Option<Finding> {
    let found = plain_indexes(table).filter_map(|index| better(table, &index)).collect();
    Finding::about_indexes(table, found, |indexes| {
        format!("an index of `{}` has a range column before a column that is compared for equality: {indexes}", table.name)
    })
}

/// The name of the index, and its columns in the order that serves.
fn better(table: &Table, Declared { index, columns }: &Declared<'_>) -> Option<(String, String)> {
    let is_range = |column: &&IndexColumn| sql_type(table, &column.name).is_some_and(ranges);
    let first_range = columns.iter().position(is_range)?;
    let wrong = columns[first_range..].iter().any(|column| is_compared(table, column));
    let (equal, rest): (Vec<_>, Vec<_>) = columns.iter().copied().partition(|column| is_compared(table, column));
    let order = wording::columns(&[equal, rest].concat());
    let only = if index.only.is_some() { ", only(..)" } else { "" };
    wrong.then(|| (index.name.to_string(), format!("index({order}{only})")))
}

/// Times, floats and decimals: one value of them is seldom asked for.
fn ranges(sql_type: &SqlType) -> bool {
    ["timestamp", "timestamptz", "real", "double precision", "numeric"].iter().any(|base| sql_type.base() == Some(base))
}

/// Ids, flags, enums and texts are; the key behind an order only tells ties apart.
fn is_compared(table: &Table, column: &IndexColumn) -> bool {
    let texts = ["uuid", "boolean", "text", "varchar", "char"];
    let equality = |sql_type: &SqlType| {
        matches!(sql_type, SqlType::Enum { .. }) || texts.iter().any(|base| sql_type.base() == Some(base))
    };
    !table.is_in_key(&column.name) && sql_type(table, &column.name).is_some_and(equality)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_silent, only, table};
    use crate::definition::{IndexColumn, SqlType};
    use crate::TableDef;
    use crate::definition::IndexDef;
    use crate::fixture::{CREATED_AT, by, column, list};

    const NEWEST: IndexColumn = IndexColumn { descending: true, ..by("created_at") };

    fn jobs(columns: &'static [IndexColumn]) -> TableDef {
        let index = IndexDef { columns, ..IndexDef::PLAIN };
        let columns = [column("queue", SqlType::Varchar(9)), column("size", SqlType::Integer), CREATED_AT];
        TableDef { indexes: list([index]), ..table("jobs", columns) }
    }

    #[test]
    fn a_time_in_front_of_a_text() {
        let advice = only("A10", [jobs(list([by("size"), NEWEST, by("queue")]))]);
        assert_eq!(
            advice.text,
            "an index of `jobs` has a range column before a column that is compared for equality: `jobs_size_created_at_queue_idx`"
        );
        assert_eq!(advice.instead, "write `index(queue, size, created_at(desc))`");
    }

    #[test]
    fn a_time_behind_or_in_front_of_the_key() {
        assert_silent("A10", [jobs(list([by("queue"), NEWEST, by("id")]))]);
        assert_silent("A10", [jobs(list([NEWEST, by("size")]))]);
    }
}
