use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use sea_query::NullOrdering;

use crate::query::from::{HasTable, NoAlias, Position};
use crate::query::marker::Marker;
use crate::query::tree::column_ref::ColumnRef;
use crate::query::tree::sort::{Sort, SortDirection};
use crate::query::tree::value_parts::Parts;
use crate::{ColumnDef, Error};

/// An order of rows of `T`: `Product::CREATED_AT.desc()`, or `(Product::STOCK - Product::RESERVED).asc()`. As in PostgreSQL, NULL is last in ascending order and first
/// in descending order; [`nulls_first`](Self::nulls_first) and [`nulls_last`](Self::nulls_last) change that.
#[must_use = "an order does nothing until it is passed to `.order_by(...)`"]
pub struct Order<T, N = NoAlias> {
    /// The column, or the type of the expression.
    column: ColumnRef,
    expression: Option<Result<Arc<Parts>, Error>>,
    direction: SortDirection,
    types: Marker<(T, N)>,
}

impl<T, N> Order<T, N> {
    pub(super) fn new(column: &'static ColumnDef, descending: bool) -> Self {
        Self {
            column: ColumnRef(column),
            expression: None,
            direction: SortDirection::new(descending),
            types: PhantomData,
        }
    }

    pub(super) fn by_expression(column: ColumnRef, expression: Result<Arc<Parts>, Error>, descending: bool) -> Self {
        Self { column, expression: Some(expression), direction: SortDirection::new(descending), types: PhantomData }
    }

    /// The order by a column of the table with this number.
    pub(super) fn sort(self, source: usize) -> Result<Sort, Error> {
        let Self { column, direction, .. } = self;
        Ok(Sort { source, column, expression: self.expression.transpose()?, direction })
    }

    /// `NULLS FIRST`: rows with NULL in the column come first.
    pub fn nulls_first(mut self) -> Self {
        self.direction.nulls = Some(NullOrdering::First);
        self
    }

    /// `NULLS LAST`: rows with NULL in the column come last.
    ///
    /// An index serves the order only if it declares the same position of NULL: `index(price(desc, nulls_last))`.
    ///
    /// ```
    /// # use peristyle::prelude::*;
    /// # /// A customer account.
    /// # #[table(name = "organizations", tenant_root)]
    /// # pub struct Organization { pub id: Id<Organization> }
    /// # /// Something that is sold.
    /// # #[table(name = "org_products", tenant = Organization)]
    /// # pub struct Product { pub id: Id<Product>, pub organization_id: Id<Organization>, pub name: String, pub stars: Option<i32> }
    /// # fn best(tenant: Tenant<Organization>) {
    /// let best = Product::select(tenant).order_by((Product::STARS.desc().nulls_last(), Product::NAME.asc())).limit(20);
    /// # let _ = best;
    /// # }
    /// ```
    pub fn nulls_last(mut self) -> Self {
        self.direction.nulls = Some(NullOrdering::Last);
        self
    }
}

impl<T, N> fmt::Debug for Order<T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let direction = if self.direction.descending { "descending" } else { "ascending" };
        write!(f, "Order({}, {direction}", self.column.name)?;
        match self.direction.nulls {
            None => f.write_str(")"),
            Some(NullOrdering::First) => f.write_str(", nulls first)"),
            Some(NullOrdering::Last) => f.write_str(", nulls last)"),
        }
    }
}

/// An order for the select `S`: an [`Order`] over columns of its tables, or a tuple of at most eight.
///
/// The compiler infers the position `P` of the table.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` is not an order for rows of `{S}`",
    label = "expected a column of `{S}` with `.asc()` or `.desc()`, or a tuple of these",
    note = "docs: peristyle::rules::P03"
)]
pub trait OrderOn<S, P = Position<0>> {
    /// The order.
    #[doc(hidden)]
    fn sort(self) -> Result<SortTerms, Error>;
}

/// An order whose tables are given by their position: its columns, the first one first.
#[doc(hidden)]
#[derive(Debug)]
pub struct SortTerms(pub(crate) Vec<Sort>);

impl<S, P, T, N> OrderOn<S, P> for Order<T, N>
where
    S: HasTable<T, N, P>,
{
    fn sort(self) -> Result<SortTerms, Error> {
        Ok(SortTerms(vec![self.sort(S::PLACE)?]))
    }
}

macro_rules! tuples {
    ($(($($order:ident $place:ident),*))*) => {
        $(#[diagnostic::do_not_recommend]
        impl<S, $($order, $place),*> OrderOn<S, ($($place,)*)> for ($($order,)*)
        where
            $($order: OrderOn<S, $place>),*
        {
            #[allow(non_snake_case, reason = "a tuple is taken apart by the names of its types")]
            fn sort(self) -> Result<SortTerms, Error> {
                let ($($order,)*) = self;
                let mut sorts = Vec::new();
                $(sorts.extend($order.sort()?.0);)*
                Ok(SortTerms(sorts))
            }
        })*
    };
}

crate::query::tuples::up_to_eight!(tuples);
