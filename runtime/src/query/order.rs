use std::fmt;
use std::marker::PhantomData;

use crate::ColumnDef;
use crate::query::expr::ColumnRef;
use crate::query::from::{HasTable, Marker, NoAlias, Position};
use crate::query::select_tree::Sort;

/// An order of the rows of `T`: `Product::CREATED_AT.desc()`. NULL comes last in ascending order and first in descending, as PostgreSQL has it.
#[must_use = "an order does nothing until it is given to `.order_by(...)`"]
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

/// What may order the select `S`: an [`Order`] over columns of the tables that it reads.
///
/// `P` is where they stand, which the compiler finds.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` is no order of the rows of `{S}`",
    label = "a column of `{S}` with `.asc()` or `.desc()` is wanted here",
    note = "docs: peristyle::rules::P03"
)]
pub trait OrderOn<S, P = Position<0>> {
    /// The order.
    #[doc(hidden)]
    fn sort(self) -> SortTerm;
}

/// An order whose table is known by its place.
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
