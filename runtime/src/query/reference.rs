//! Columns that are foreign keys.

use crate::query::Column;
use crate::query::from::HasTable;
use crate::{ColumnDef, Id, Table};

/// The type of a foreign key column: `Id<Category>` or `Option<Id<Category>>`.
#[diagnostic::on_unimplemented(
    message = "[P03] a column of type `{Self}` is not a foreign key",
    label = "expected a column of type `Id<..>` or `Option<Id<..>>`",
    note = "docs: peristyle::rules::P03"
)]
pub trait RefersTo: 'static {
    /// The referenced table.
    type Target: Table;
}

impl<T: Table> RefersTo for Id<T> {
    type Target = T;
}

impl<T: Table> RefersTo for Option<Id<T>> {
    type Target = T;
}

/// A foreign key column, over which its table can be joined.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` is not a foreign key",
    label = "expected a column of type `Id<..>` or `Option<Id<..>>`",
    note = "docs: peristyle::rules::P03"
)]
pub trait Reference {
    /// The referenced table.
    type Target: Table;
}

impl<T, V: RefersTo, N> Reference for Column<T, V, N> {
    type Target = V::Target;
}

/// A foreign key of the select `S`.
///
/// The compiler infers the position `P` of its table.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` is not a foreign key of `{S}`",
    label = "expected a column of `{S}`",
    note = "docs: peristyle::rules::P03"
)]
pub trait ReferenceOf<S, P>: Reference {
    /// Returns the position of the table and the column.
    #[doc(hidden)]
    fn place(self) -> (usize, &'static ColumnDef);
}

impl<S, P, T, V, N> ReferenceOf<S, P> for Column<T, V, N>
where
    T: Table,
    V: RefersTo,
    S: HasTable<T, N, P>,
{
    fn place(self) -> (usize, &'static ColumnDef) {
        (S::PLACE, self.def())
    }
}
