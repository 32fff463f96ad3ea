//! A13 null_in_unique: a unique over several columns holds no row off where one of them is NULL.
//!
//! Two NULLs differ, so two rows that agree on the rest are both let in: two folders of one name, as soon as neither has a parent.
//! `NULLS NOT DISTINCT` would say it in one index and will be an option of `unique`; until then a second unique does.

use super::check;
use super::finding::{Declared, Finding, unique_indexes};
use super::wording;
use crate::checks::Checked;
use crate::model::Table;

/// A column that may be NULL, and what makes the rest unique without it.
struct Open<'a> {
    column: &'a str,
    unique: &'a str,
    beside: String,
}

pub(super) fn look(checked: &Checked) -> Vec<Finding> {
    checked.tables().iter().filter_map(of_table).collect()
}

fn of_table(table: &Table) -> Option<Finding> {
    let open: Vec<_> = unique_indexes(table).flat_map(|unique| open_columns(table, &unique)).collect();
    let beside: Vec<_> = open.iter().map(|open| open.beside.clone()).collect();
    let columns: Vec<_> = open.iter().map(|open| open.column).collect();
    let places = wording::joined(&open, |open| format!("`{}` in `{}`", open.column, open.unique));
    Finding::about(
        table,
        &columns,
        |_| format!("a unique index of `{}` does not apply to rows with NULL: {places}", table.name),
        format!("add {}", wording::codes(&beside)),
    )
}

fn open_columns<'a>(table: &Table, unique: &Declared<'a>) -> Vec<Open<'a>> {
    // With NULLS NOT DISTINCT, NULL is a value like any other.
    if unique.columns.len() < 2 || unique.index.nulls_not_distinct {
        return Vec::new();
    }
    let nullable = |name: &str| table.column(name).is_some_and(|column| column.nullable);
    let columns = unique.columns.iter().map(|column| column.name.as_ref());
    let open = columns.filter(|name| nullable(name) && !is_settled(table, name));
    open.map(|name| self::open(table, unique, name)).collect()
}

/// Whether some unique index already says what holds where the column is NULL, or that it is not about those rows.
fn is_settled(table: &Table, column: &str) -> bool {
    unique_indexes(table).filter_map(|unique| unique.index.only.as_ref()).any(|only| check::asks_for_null(only, column))
}

fn open<'a>(table: &Table, unique: &Declared<'a>, column: &'a str) -> Open<'a> {
    let rest: Vec<_> = unique.columns.iter().copied().filter(|other| other.name != column).collect();
    let global = if table.is_global(unique.index) { ", global" } else { "" };
    let beside = format!("unique({}, only({column}.is_none()){global})", wording::columns(&rest));
    Open { column, unique: &unique.index.name, beside }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_silent, only, table};
    use crate::definition::{IndexColumn, IndexDef};
    use crate::fixture::{by, column, list, nullable};
    use crate::{SqlType, TableDef};

    const fn unique(columns: &'static [IndexColumn]) -> IndexDef {
        IndexDef { columns, unique: true, ..IndexDef::PLAIN }
    }

    const WITHIN: IndexDef = unique(&[by("parent_id"), by("name")]);

    fn folders<const N: usize>(indexes: [IndexDef; N]) -> TableDef {
        let columns = [column("name", SqlType::Varchar(9)), nullable("parent_id", SqlType::Uuid)];
        TableDef { indexes: list(indexes), ..table("folders", columns) }
    }

    #[test]
    fn a_nullable_column_among_several() {
        let advice = only("A13", [folders([WITHIN])]);
        assert_eq!(
            advice.text,
            "a unique index of `folders` does not apply to rows with NULL: `parent_id` in `folders_parent_id_name_key`"
        );
        assert_eq!(advice.instead, "add `unique(name, only(parent_id.is_none()))`");
        assert_eq!(advice.column, Some("parent_id".into()));
    }

    #[test]
    fn null_is_spoken_of() {
        let at_the_top = IndexDef { only: Some(&["\"parent_id\"", " IS NULL"]), ..unique(list([by("name")])) };
        assert_silent("A13", [folders([WITHIN, at_the_top])]);
        assert_silent("A13", [folders([IndexDef { only: Some(&["\"parent_id\"", " IS NOT NULL"]), ..WITHIN }])]);
        assert_silent("A13", [folders([IndexDef { nulls_not_distinct: true, ..WITHIN }])]);
    }

    #[test]
    fn alone_or_in_an_index() {
        assert_silent("A13", [folders([unique(list([by("parent_id")])), IndexDef { unique: false, ..WITHIN }])]);
    }
}
