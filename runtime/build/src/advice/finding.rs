use super::wording;
use crate::definition::{ColumnDef, IndexColumn, IndexDef, QualifiedName};
use crate::physical::{Index, PhysicalTable};
use crate::{SqlType, TableDef};

/// A table, and what follows from it.
#[derive(Debug)]
pub(super) struct Table<'a> {
    pub(super) def: &'static TableDef,
    pub(super) layout: &'a PhysicalTable,
}

/// What a piece of advice found.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) table: QualifiedName,
    pub(super) column: Option<&'static str>,
    pub(super) text: String,
    pub(super) instead: String,
}

impl Finding {
    /// About some columns of a table; nothing where there are none. The texts get them as words.
    pub(super) fn about(
        def: &TableDef,
        columns: &[&'static str],
        text: impl FnOnce(&str) -> String,
        instead: impl Into<String>,
    ) -> Option<Self> {
        let column = match columns {
            [] => return None,
            [column] => Some(*column),
            _ => None,
        };
        Some(Self { table: def.qualified(), column, text: text(&wording::names(columns)), instead: instead.into() })
    }

    /// About indexes of a table, each with the line that is better; nothing where there are none.
    pub(super) fn about_indexes(
        def: &TableDef,
        found: Vec<(String, String)>,
        text: impl FnOnce(&str) -> String,
    ) -> Option<Self> {
        let (names, better): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        let instead = format!("write {}", wording::codes(&better));
        (!names.is_empty()).then(|| Self {
            table: def.qualified(),
            column: None,
            text: text(&wording::codes(&names)),
            instead,
        })
    }
}

impl Table<'_> {
    /// The columns that pass.
    pub(super) fn columns(&self, passes: impl Fn(&ColumnDef) -> bool) -> Vec<&'static str> {
        self.def.columns.iter().filter(|column| passes(column)).map(|column| column.name).collect()
    }

    /// The declared indexes that are not unique, with the name each has in the database.
    pub(super) fn plain_indexes(&self) -> impl Iterator<Item = Declared<'_>> {
        self.declared().filter(|declared| !declared.def.unique)
    }

    /// The declared uniques likewise.
    pub(super) fn uniques(&self) -> impl Iterator<Item = Declared<'_>> {
        self.declared().filter(|declared| declared.def.unique)
    }

    fn declared(&self) -> impl Iterator<Item = Declared<'_>> {
        // The layout begins with the declared indexes, in their order.
        let both = self.def.indexes.iter().zip(&self.layout.indexes);
        both.map(|(def, Index { name, .. })| Declared { def, name, columns: self.own_columns(def) })
    }

    /// The columns of an index without the tenant's, which is in front of every index.
    fn own_columns(&self, index: &IndexDef) -> Vec<IndexColumn> {
        let tenant = self.def.tenant_column();
        index.columns.iter().copied().filter(|column| Some(column.name) != tenant).collect()
    }

    pub(super) fn sql_type(&self, column: &str) -> Option<SqlType> {
        self.def.column(column).map(|column| column.sql_type)
    }
}

/// An index or a unique that was declared.
#[derive(Debug)]
pub(super) struct Declared<'a> {
    pub(super) def: &'static IndexDef,
    pub(super) name: &'a str,
    /// Without the tenant's.
    pub(super) columns: Vec<IndexColumn>,
}
