//! Conditions in SQL of the user.

use std::fmt;

use sea_query::{Expr, Value};

use crate::definition::ColumnDef;
use crate::query::bind::Bound;
use crate::query::tree::aliases::Aliases;

/// A part of a condition.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub enum SqlPart {
    /// A column of the table.
    Column(&'static ColumnDef),
    /// The next value.
    Value,
    /// SQL that was checked when the program was compiled.
    Text(&'static str),
}

/// A condition in SQL over the columns of one table.
pub(crate) struct SqlTest {
    pub(crate) parts: &'static [SqlPart],
    pub(crate) values: Vec<Bound>,
}

impl SqlTest {
    /// Renders the parts with spaces between them. Each is an expression of its own, so that sea-query reads no
    /// placeholder in a text.
    pub(crate) fn expression(&self, names: &Aliases, source: usize) -> Expr {
        let mut values = self.values.iter();
        let parts = self.parts.iter().filter_map(|part| match part {
            SqlPart::Column(column) => Some(names.column(source, column.name)),
            SqlPart::Text(text) => Some(Expr::cust(*text)),
            SqlPart::Value => values.next().map(Bound::expression),
        });
        let parts: Vec<Expr> = parts.collect();
        let template: Vec<String> = (1..=parts.len()).map(|number| format!("${number}")).collect();
        Expr::cust_with_exprs(template.join(" "), parts)
    }
}

impl fmt::Debug for SqlPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Column(column) => f.write_str(column.name),
            Self::Value => f.write_str("?"),
            Self::Text(text) => text.fmt(f),
        }
    }
}

/// The same in every process: cursors contain it.
impl fmt::Debug for SqlTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let values: Vec<&Value> = self.values.iter().map(|bound| &bound.value).collect();
        write!(f, "Sql({:?}, {values:?})", self.parts)
    }
}
