use std::fmt;
use std::marker::PhantomData;

use sea_query::{Expr, SelectStatement};

/// An order of the rows of `T`: `Product::CREATED_AT.desc()`. NULL comes last in ascending order and first in descending, as PostgreSQL has it.
#[must_use = "an order does nothing until it is given to `.order_by(...)`"]
pub struct Order<T> {
    column: Expr,
    direction: sea_query::Order,
    table: PhantomData<fn() -> T>,
}

impl<T> Order<T> {
    pub(super) fn new(column: Expr, direction: sea_query::Order) -> Self {
        Self { column, direction, table: PhantomData }
    }

    pub(super) fn write(self, select: &mut SelectStatement) {
        select.order_by_expr(self.column, self.direction);
    }
}

impl<T> fmt::Debug for Order<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Order").field(&self.column).field(&self.direction).finish()
    }
}

/// What may order the rows of `T`: an [`Order`] over columns of `T` itself.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` is no order of the rows of `{T}`",
    label = "a column of `{T}` with `.asc()` or `.desc()` is wanted here",
    note = "docs: peristyle::rules::P03"
)]
pub trait OrderOn<T> {
    /// The order.
    #[doc(hidden)]
    fn order(self) -> Order<T>;
}

impl<T> OrderOn<T> for Order<T> {
    fn order(self) -> Self {
        self
    }
}
