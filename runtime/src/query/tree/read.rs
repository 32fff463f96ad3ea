//! The columns that a select reads in place of whole rows.

use std::fmt;
use std::sync::Arc;

use sea_query::Expr;

use crate::ColumnDef;
use crate::query::tree::aliases::Aliases;
use crate::query::tree::value_parts::Parts;

/// A column or an expression that is read.
#[doc(hidden)]
#[derive(Clone)]
pub struct ReadColumn {
    /// The number of its table.
    pub(crate) source: usize,
    /// The column, or the type of the expression.
    pub(crate) column: &'static ColumnDef,
    pub(crate) expression: Option<Arc<Parts>>,
}

impl ReadColumn {
    pub(crate) const fn new(source: usize, column: &'static ColumnDef) -> Self {
        Self { source, column, expression: None }
    }

    /// The column or the expression.
    pub(crate) fn value(&self, names: &Aliases) -> Expr {
        match &self.expression {
            Some(expression) => expression.over(&|name| names.column(self.source, name)),
            None => names.column(self.source, self.column.name),
        }
    }
}

/// Prints the name, not the definition.
impl fmt::Debug for ReadColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.expression {
            Some(expression) => write!(f, "({}, {expression:?})", self.source),
            None => write!(f, "({}, {:?})", self.source, self.column.name),
        }
    }
}
