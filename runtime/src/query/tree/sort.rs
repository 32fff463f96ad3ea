//! The order of a select.

use std::fmt;
use std::sync::Arc;

use sea_query::{Expr, NullOrdering, Order, SelectStatement};

use crate::query::tree::aliases::Aliases;
use crate::query::tree::column_ref::ColumnRef;
use crate::query::tree::value_parts::Parts;

/// The direction of an order, and where NULL is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SortDirection {
    pub(crate) descending: bool,
    /// The declared position of NULL. Without one it is last in ascending order and first in descending order.
    pub(crate) nulls: Option<NullOrdering>,
}

impl SortDirection {
    pub(crate) const fn new(descending: bool) -> Self {
        Self { descending, nulls: None }
    }

    pub(crate) fn nulls_last(self) -> bool {
        self.nulls.map_or(!self.descending, |nulls| nulls == NullOrdering::Last)
    }

    /// The opposite order.
    pub(crate) fn reverse(&mut self) {
        self.descending = !self.descending;
        self.nulls = self.nulls.map(|nulls| match nulls {
            NullOrdering::First => NullOrdering::Last,
            NullOrdering::Last => NullOrdering::First,
        });
    }

    /// Adds the order by a value to the ORDER BY clause.
    pub(crate) fn order_by(self, query: &mut SelectStatement, value: Expr) {
        let order = if self.descending { Order::Desc } else { Order::Asc };
        match self.nulls {
            Some(nulls) => query.order_by_expr_with_nulls(value, order, nulls),
            None => query.order_by_expr(value, order),
        };
    }
}

/// A column of the ORDER BY clause.
#[derive(Clone)]
pub(crate) struct Sort {
    pub(crate) source: usize,
    /// The column, or the type of the expression.
    pub(crate) column: ColumnRef,
    pub(crate) expression: Option<Arc<Parts>>,
    pub(crate) direction: SortDirection,
}

impl Sort {
    /// Whether it is an order by this column of the table with this number.
    pub(crate) fn is_by(&self, source: usize, column: &str) -> bool {
        self.expression.is_none() && self.source == source && self.column.name == column
    }

    /// The column or the expression.
    pub(crate) fn value(&self, names: &Aliases) -> Expr {
        match &self.expression {
            Some(expression) => expression.over(&|name| names.column(self.source, name)),
            None => names.column(self.source, self.column.name),
        }
    }
}

/// Part of the fingerprint of a cursor, so an order without a position of NULL is always printed in the same way.
impl fmt::Debug for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = f.debug_struct("Sort");
        fields
            .field("source", &self.source)
            .field("column", &self.column)
            .field("descending", &self.direction.descending);
        if let Some(expression) = &self.expression {
            fields.field("expression", expression);
        }
        if let Some(nulls) = self.direction.nulls {
            fields.field("nulls", &nulls);
        }
        fields.finish()
    }
}
