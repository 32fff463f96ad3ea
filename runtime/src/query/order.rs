use std::fmt;
use std::marker::PhantomData;

use crate::ColumnDef;
use crate::query::expr::ColumnRef;
use crate::query::from::{HasTable, Marker, NoAlias, Position};
use crate::query::select_tree::Sort;

/// An order of rows of `T`: `Product::CREATED_AT.desc()`. As in PostgreSQL, NULL is last in ascending order and first
/// in descending order.
#[must_use = "an order does nothing until it is passed to `.order_by(...)`"]
pub struct Order<T, N = NoAlias> {
    column: &'static ColumnDef,
    descending: bool,
    types: Marker<(T, N)>,
}

impl<T, N> Order<T, N> {
    pub(super) fn new(column: &'static ColumnDef, descending: bool) -> Self {
        Self { column, descending, types: PhantomData }
    }
}

impl<T, N> fmt::Debug for Order<T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let direction = if self.descending { "descending" } else { "ascending" };
        write!(f, "Order({}, {direction})", self.column.name)
    }
}

/// An order for the select `S`: an [`Order`] over columns of its tables.
///
/// The compiler infers the position `P` of the table.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` is not an order for rows of `{S}`",
    label = "expected a column of `{S}` with `.asc()` or `.desc()`",
    note = "docs: peristyle::rules::P03"
)]
pub trait OrderOn<S, P = Position<0>> {
    /// The order.
    #[doc(hidden)]
    fn sort(self) -> SortTerm;
}

/// An order whose table is given by its position.
#[doc(hidden)]
#[derive(Debug)]
pub struct SortTerm(pub(crate) Sort);

impl<S, P, T, N> OrderOn<S, P> for Order<T, N>
where
    S: HasTable<T, N, P>,
{
    fn sort(self) -> SortTerm {
        SortTerm(Sort { source: S::PLACE, column: ColumnRef(self.column), descending: self.descending })
    }
}
