//! A10 range_in_front: in an index, what is compared for equality stands before what is compared as a range.
//!
//! Behind a range the index is read whole from one end of the range to the other. Half of 1,000,000 rows by time and a tenth of them by status:
//! 1,920 buffers with `(at, status)`, 196 with `(status, at)`.

use super::finding::{Declared, Finding, Table};
use super::wording;
use crate::SqlType;
use crate::definition::IndexColumn;

pub(super) fn look(tables: &[Table<'_>]) -> Vec<Finding> {
    tables.iter().filter_map(of_table).collect()
}

fn of_table(table: &Table<'_>) -> Option<Finding> {
    let found = table.plain_indexes().filter_map(|index| better(table, &index)).collect();
    Finding::about_indexes(table.def, found, |indexes| {
        format!("an index of `{}` has a range in front of what is compared for equality: {indexes}", table.def.name)
    })
}

/// The name of the index, and its columns in the order that serves.
fn better(table: &Table<'_>, index: &Declared<'_>) -> Option<(String, String)> {
    let is_range = |column: &IndexColumn| table.sql_type(column.name).is_some_and(ranges);
    let first_range = index.columns.iter().position(is_range)?;
    let behind = &index.columns[first_range..];
    let wrong = behind.iter().any(|column| is_compared(table, column));
    let (equal, rest): (Vec<_>, Vec<_>) = index.columns.iter().partition(|column| is_compared(table, column));
    let order = wording::columns(&[equal, rest].concat());
    let only = if index.def.only.is_some() { ", only(..)" } else { "" };
    wrong.then(|| (index.name.to_owned(), format!("index({order}{only})")))
}

/// Times, floats and decimals: hardly anybody asks for one value of them.
const fn ranges(sql_type: SqlType) -> bool {
    matches!(
        sql_type,
        SqlType::Timestamp
            | SqlType::TimestampTz
            | SqlType::Real
            | SqlType::DoublePrecision
            | SqlType::Numeric
            | SqlType::NumericSized(..)
    )
}

/// Ids, flags, enums and texts are; the key behind an order only tells ties apart.
fn is_compared(table: &Table<'_>, column: &IndexColumn) -> bool {
    let equality = |sql_type| {
        matches!(
            sql_type,
            SqlType::Uuid
                | SqlType::Boolean
                | SqlType::Enum(_)
                | SqlType::Text
                | SqlType::Varchar(_)
                | SqlType::Char(_)
        )
    };
    !table.def.key.contains(&column.name) && table.sql_type(column.name).is_some_and(equality)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_silent, only, table};
    use super::*;
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
            "an index of `jobs` has a range in front of what is compared for equality: `jobs_size_created_at_queue_idx`"
        );
        assert_eq!(advice.instead, "write `index(queue, size, created_at(desc))`");
    }

    #[test]
    fn a_time_behind_or_in_front_of_the_key() {
        assert_silent("A10", [jobs(list([by("queue"), NEWEST, by("id")]))]);
        assert_silent("A10", [jobs(list([NEWEST, by("size")]))]);
    }
}
