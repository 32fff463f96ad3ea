//! The order of a select.

use std::fmt;

use sea_query::NullOrdering;

use crate::query::tree::column_ref::ColumnRef;

/// A column of the ORDER BY clause.
#[derive(Clone)]
pub(crate) struct Sort {
    pub(crate) source: usize,
    pub(crate) column: ColumnRef,
    pub(crate) descending: bool,
    /// The declared position of NULL. Without one it is last in ascending order and first in descending order.
    pub(crate) nulls: Option<NullOrdering>,
}

impl Sort {
    pub(crate) fn nulls_last(&self) -> bool {
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
}

/// Part of the fingerprint of a cursor, so an order without a position of NULL is always printed in the same way.
impl fmt::Debug for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = f.debug_struct("Sort");
        fields.field("source", &self.source).field("column", &self.column).field("descending", &self.descending);
        if let Some(nulls) = self.nulls {
            fields.field("nulls", &nulls);
        }
        fields.finish()
    }
}
