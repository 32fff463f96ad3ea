//! The aliases of the tables of a statement.

use sea_query::{DynIden, Expr};

use crate::definition::TableDef;
use crate::quote::write_name;

/// The aliases of the tables of one statement or subselect.
#[derive(Debug)]
pub(crate) struct Aliases {
    pub(crate) depth: usize,
    pub(crate) names: Vec<DynIden>,
}

impl Aliases {
    /// The only table of a statement, without an alias.
    pub(crate) fn alone(table: &'static TableDef) -> Self {
        Self { depth: 0, names: vec![table.name.into()] }
    }

    pub(crate) fn column(&self, source: usize, name: &'static str) -> Expr {
        Expr::col((self.names[source].clone(), name))
    }

    /// The same as text.
    pub(crate) fn quoted(&self, source: usize, name: &str) -> String {
        let mut text = String::new();
        column(&mut text, &self.names[source], name, "");
        text
    }
}

/// The alias contains the depth of the subselect and the number of the table, so it is unique. A space keeps it apart
/// from table names (rule N01), and it is short enough that PostgreSQL does not truncate it.
pub(crate) fn alias(depth: usize, number: usize, name: &str) -> String {
    let mut alias = format!("{depth}.{number} {name}");
    let end = (0..=alias.len().min(63)).rev().find(|end| alias.is_char_boundary(*end));
    alias.truncate(end.unwrap_or_default());
    alias
}

/// Adds a column to a list; `behind` is its cast.
pub(crate) fn column(text: &mut String, table: &DynIden, name: &str, behind: &str) {
    if !text.is_empty() {
        text.push_str(", ");
    }
    write_name(text, &table.inner());
    text.push('.');
    write_name(text, name);
    text.push_str(behind);
}
