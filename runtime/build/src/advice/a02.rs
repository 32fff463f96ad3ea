//! A02 unbounded_text: a text says how long it may be.
//!
//! One row may hold a gigabyte of it, and whoever lists rows reads it; in a b-tree a value over 2,704 bytes is an error. The bound is a check and
//! not varchar(n), which A06 speaks of.

use super::finding::Finding;
use super::{check, wording};
use crate::checks::Checked;
use crate::model::Table;

pub(super) fn look(checked: &Checked) -> Vec<Finding> {
    checked.tables().iter().filter_map(of_table).collect()
}

fn of_table(table: &Table) -> Option<Finding> {
    let text = table.struct_columns().filter(|column| column.sql_type.is("text"));
    let unbounded: Vec<_> = text
        .map(|column| column.name.as_ref())
        .filter(|name| !table.is_in_key(name) && !check::bounds_text(table, name))
        .collect();
    let checks: Vec<_> = unbounded.iter().map(|name| format!("check({name}.len() <= 2000)")).collect();
    Finding::about(
        table,
        &unbounded,
        |columns| format!("`{}` has unbounded text columns: {columns}", table.name),
        format!("write {}, with a length that fits", wording::codes(&checks)),
    )
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_silent, only, table};
    use crate::{SqlType};
        use crate::TableDef;
    use crate::definition::CheckDef;
    use crate::fixture::{column, list, nullable};

    #[test]
    fn text_alone() {
        let both =
            [column("body", SqlType::Text), nullable("note", SqlType::Text), column("name", SqlType::Varchar(9))];
        let advice = only("A02", [table("posts", both)]);
        assert_eq!(advice.text, "`posts` has unbounded text columns: `body` and `note`");
        assert_eq!(
            advice.instead,
            "write `check(body.len() <= 2000)` and `check(note.len() <= 2000)`, with a length that fits"
        );
        assert_eq!(advice.column, None);
        assert_eq!(only("A02", [table("posts", [column("body", SqlType::Text)])]).column, Some("body".into()));
    }

    #[test]
    fn a_check_is_a_bound() {
        let condition = list(["char_length", "(", "\"body\"", ") <= 2000"]);
        let check = CheckDef { columns: &["body"], condition, ..CheckDef::PLAIN };
        let posts = table("posts", [column("body", SqlType::Text)]);
        assert_silent("A02", [TableDef { checks: list([check]), ..posts }]);
    }
}
