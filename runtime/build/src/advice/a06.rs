//! A06 varchar_limit: the length of a text is a check, not a part of its type.
//!
//! A smaller limit rewrites the table under a lock, and while a view reads the column no limit changes at all; a check is exchanged in a
//! millisecond and validated while others write. Said once for the whole schema: who writes varchar writes it everywhere.

use super::TableName;
use super::finding::Finding;
use crate::checks::Checked;
use crate::model::{Column, Table};

/// A table, its column and the limit.
type Limit<'a> = (&'a Table, &'a Column, &'a str);

pub(super) fn look(checked: &Checked) -> Vec<Finding> {
    let limits: Vec<_> = checked.tables().iter().flat_map(limits_of).collect();
    limits.first().map(|first| finding(*first, limits.len() - 1)).into_iter().collect()
}

fn limits_of(table: &Table) -> impl Iterator<Item = Limit<'_>> {
    table.struct_columns().filter_map(move |column| Some((table, column, column.sql_type.varchar()?)))
}

fn finding((table, Column { name, .. }, most): Limit<'_>, more: usize) -> Finding {
    let others = if more > 0 { format!(" and {more} more") } else { String::new() };
    let place = format!("{}.{name}", table.qualified());
    Finding {
        table: TableName::of(table),
        column: Some(name.clone()).filter(|_| more == 0),
        text: format!("the limit of a varchar is hard to change later: `{place}`{others}"),
        instead: format!("write `check({name}.len() <= {most})` instead of `varchar({most})`"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_silent, only, table};
    use crate::{SqlType};
        use crate::fixture::column;

    #[test]
    fn said_once_for_all() {
        let names = |name| table(name, [column("name", SqlType::Varchar(255)), column("sku", SqlType::Varchar(9))]);
        let advice = only("A06", [table("seats", []), names("a"), names("b")]);
        assert_eq!(advice.text, "the limit of a varchar is hard to change later: `a.name` and 3 more");
        assert_eq!(advice.instead, "write `check(name.len() <= 255)` instead of `varchar(255)`");
        assert_eq!((advice.table.name.as_ref(), advice.column), ("a", None));
    }

    #[test]
    fn a_limit_alone() {
        let advice = only("A06", [table("a", [column("name", SqlType::Varchar(255))])]);
        assert!(advice.text.ends_with("later: `a.name`"), "{advice}");
        assert_eq!(advice.column, Some("name".into()));
    }

    #[test]
    fn no_limit() {
        assert_silent("A06", [table("a", [column("name", SqlType::Text)])]);
    }
}
