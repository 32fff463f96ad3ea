//! A06 varchar_limit: the length of a text is a check, not a part of its type.
//!
//! A smaller limit rewrites the table under a lock, and while a view reads the column no limit changes at all; a check is exchanged in a
//! millisecond and validated while others write. Said once for the whole schema: who writes varchar writes it everywhere.

use super::finding::{Finding, Table};
use crate::SqlType;
use crate::definition::QualifiedName;

/// A table, its column and the limit.
type Limit = (QualifiedName, &'static str, u32);

pub(super) fn look(tables: &[Table<'_>]) -> Vec<Finding> {
    let limits: Vec<_> = tables.iter().flat_map(limits_of).collect();
    limits.first().map(|first| finding(*first, limits.len() - 1)).into_iter().collect()
}

fn limits_of(Table { def, .. }: &Table<'_>) -> impl Iterator<Item = Limit> {
    def.columns.iter().filter_map(|column| match column.sql_type {
        SqlType::Varchar(most) => Some((def.qualified(), column.name, most)),
        _ => None,
    })
}

fn finding((table, column, most): Limit, more: usize) -> Finding {
    let others = if more > 0 { format!(" and {more} more") } else { String::new() };
    Finding {
        table,
        column: Some(column).filter(|_| more == 0),
        text: format!("varchar limits are hard to change once there are rows and views: `{table}.{column}`{others}"),
        instead: format!("write `check({column}.len() <= {most})` in place of `varchar({most})`"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_silent, only, table};
    use super::*;
    use crate::fixture::column;

    #[test]
    fn said_once_for_all() {
        let names = |name| table(name, [column("name", SqlType::Varchar(255)), column("sku", SqlType::Varchar(9))]);
        let advice = only("A06", [table("seats", []), names("a"), names("b")]);
        assert_eq!(advice.text, "varchar limits are hard to change once there are rows and views: `a.name` and 3 more");
        assert_eq!(advice.instead, "write `check(name.len() <= 255)` in place of `varchar(255)`");
        assert_eq!((advice.table.name, advice.column), ("a", None));
    }

    #[test]
    fn a_limit_alone() {
        let advice = only("A06", [table("a", [column("name", SqlType::Varchar(255))])]);
        assert!(advice.text.ends_with("views: `a.name`"), "{advice}");
        assert_eq!(advice.column, Some("name"));
    }

    #[test]
    fn no_limit() {
        assert_silent("A06", [table("a", [column("name", SqlType::Text)])]);
    }
}
