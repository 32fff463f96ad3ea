use super::{TableName, wording};
use crate::model::{Column, Index, IndexColumn, SqlType, Table, Text};

/// What a piece of advice found.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) table: TableName,
    pub(super) column: Option<Text>,
    pub(super) text: String,
    pub(super) instead: String,
}

impl Finding {
    /// About some columns of a table; nothing where there are none. The texts get them as words.
    pub(super) fn about(
        table: &Table,
        columns: &[&str],
        text: impl FnOnce(&str) -> String,
        instead: impl Into<String>,
    ) -> Option<Self> {
        let column = match columns {
            [] => return None,
            [column] => Some(Text::from((*column).to_owned())),
            _ => None,
        };
        let text = text(&wording::names(columns));
        Some(Self { table: TableName::of(table), column, text, instead: instead.into() })
    }

    /// About indexes of a table, each with the line that is better; nothing where there are none.
    pub(super) fn about_indexes(
        table: &Table,
        found: Vec<(String, String)>,
        text: impl FnOnce(&str) -> String,
    ) -> Option<Self> {
        let (names, better): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        let instead = format!("write {}", wording::codes(&better));
        (!names.is_empty()).then(|| Self::about_table(table, text(&wording::codes(&names)), instead))
    }

    /// About a whole table.
    pub(super) fn about_table(table: &Table, text: String, instead: impl Into<String>) -> Self {
        Self { table: TableName::of(table), column: None, text, instead: instead.into() }
    }
}

/// The names of the columns that pass.
pub(super) fn columns(table: &Table, passes: impl Fn(&Column) -> bool) -> Vec<&str> {
    table.struct_columns().filter(|column| passes(column)).map(|column| column.name.as_ref()).collect()
}

/// The declared indexes that are not unique.
pub(super) fn plain_indexes(table: &Table) -> impl Iterator<Item = Declared<'_>> {
    declared(table).filter(|declared| !declared.index.unique)
}

/// The declared unique indexes likewise.
pub(super) fn unique_indexes(table: &Table) -> impl Iterator<Item = Declared<'_>> {
    declared(table).filter(|declared| declared.index.unique)
}

fn declared(table: &Table) -> impl Iterator<Item = Declared<'_>> {
    let declared = table.indexes.iter().filter(|index| index.is_declared());
    declared.map(|index| Declared { index, columns: own_columns(table, index) })
}

/// The declared columns of an index without the tenant's, which is in front of every index.
fn own_columns<'a>(table: &Table, index: &'a Index) -> Vec<&'a IndexColumn> {
    let tenant = table.tenant_column();
    index.declared().filter(|column| Some(column.name.as_ref()) != tenant).collect()
}

pub(super) fn sql_type<'a>(table: &'a Table, column: &str) -> Option<&'a SqlType> {
    table.column(column).map(|column| &column.sql_type)
}

/// An index that was declared.
#[derive(Debug)]
pub(super) struct Declared<'a> {
    pub(super) index: &'a Index,
    /// Without the tenant's.
    pub(super) columns: Vec<&'a IndexColumn>,
}
