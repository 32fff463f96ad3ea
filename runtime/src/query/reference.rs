//! Columns that refer to another table.

use crate::query::Column;
use crate::query::from::HasTable;
use crate::{ColumnDef, Id, Table};

/// The type of a column that refers to a table: `Id<Category>` or `Option<Id<Category>>`.
#[diagnostic::on_unimplemented(
    message = "[P03] a column of type `{Self}` refers to no table",
    label = "a reference is wanted here: a column of type `Id<..>` or `Option<Id<..>>`",
    note = "docs: peristyle::rules::P03"
)]
pub trait RefersTo: 'static {
    /// The table referred to.
    type Target: Table;
}

impl<T: Table> RefersTo for Id<T> {
    type Target = T;
}

impl<T: Table> RefersTo for Option<Id<T>> {
    type Target = T;
}

/// A column that refers to a table, over which that table can be joined.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` is no reference",
    label = "a column of type `Id<..>` or `Option<Id<..>>` is wanted here",
    note = "docs: peristyle::rules::P03"
)]
pub trait Reference {
    /// The table referred to.
    type Target: Table;
}

impl<T, V: RefersTo, N> Reference for Column<T, V, N> {
    type Target = V::Target;
}

/// A reference of the select `S`.
///
/// `P` is where its own table stands, which the compiler finds.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` is no reference of `{S}`",
    label = "a column of `{S}` is wanted here",
    note = "docs: peristyle::rules::P03"
)]
pub trait ReferenceOf<S, P>: Reference {
    /// Where the column stands.
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
