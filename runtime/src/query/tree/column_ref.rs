//! A column in data, printed by its name.

use std::fmt;
use std::ops::Deref;

use crate::definition::ColumnDef;

/// A column of one of the tables of a statement.
#[derive(Clone, Copy)]
pub(crate) struct ColumnRef(pub(crate) &'static ColumnDef);

impl Deref for ColumnRef {
    type Target = ColumnDef;

    fn deref(&self) -> &ColumnDef {
        self.0
    }
}

impl fmt::Debug for ColumnRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
