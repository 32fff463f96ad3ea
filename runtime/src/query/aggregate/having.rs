//! Conditions on groups.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{BitAnd, BitOr, Not};

use sea_query::BinOper;

use super::types::{AggregateResult, AllRows};
use super::{Aggregate, HasRows};
use crate::query::from::NoAlias;
use crate::query::marker::Marker;
use crate::query::predicate::FilterExpr;
use crate::query::tree::bool_expr::{BoolExpr, Join, Test};
use crate::query::value_checks::comparable;
use crate::query::{GroupOrder, cast};
use crate::{ColumnType, Error, IntoColumn, Table, TableDef};

/// A condition on groups of rows of `T`: `Invoice::AMOUNT.sum().gt(limit)`. Combine conditions with [`and`](Self::and),
/// [`or`](Self::or) and `!`. [`all`](crate::query::all) and [`any`](crate::query::any) combine conditions on several
/// tables.
#[must_use = "a condition does nothing until it is passed to `.having(...)`"]
pub struct GroupPredicate<T, N = NoAlias> {
    term: Result<BoolExpr, Error>,
    types: Marker<(T, N)>,
}

/// The comparisons and orders of an aggregate. As in SQL, a comparison with an aggregate of no values is never true.
impl<T: Rows, R: AggregateResult, N> Aggregate<T, R, N> {
    /// `=`
    pub fn eq(self, value: impl IntoColumn<R::Value>) -> GroupPredicate<T, N> {
        self.compared(BinOper::Equal, value)
    }

    /// `<>`
    pub fn ne(self, value: impl IntoColumn<R::Value>) -> GroupPredicate<T, N> {
        self.compared(BinOper::NotEqual, value)
    }

    /// `<`
    pub fn lt(self, value: impl IntoColumn<R::Value>) -> GroupPredicate<T, N> {
        self.compared(BinOper::SmallerThan, value)
    }

    /// `<=`
    pub fn le(self, value: impl IntoColumn<R::Value>) -> GroupPredicate<T, N> {
        self.compared(BinOper::SmallerThanOrEqual, value)
    }

    /// `>`
    pub fn gt(self, value: impl IntoColumn<R::Value>) -> GroupPredicate<T, N> {
        self.compared(BinOper::GreaterThan, value)
    }

    /// `>=`
    pub fn ge(self, value: impl IntoColumn<R::Value>) -> GroupPredicate<T, N> {
        self.compared(BinOper::GreaterThanOrEqual, value)
    }

    fn compared(self, operator: BinOper, value: impl IntoColumn<R::Value>) -> GroupPredicate<T, N> {
        let value = value.into_column().into_value();
        let term = self.call.and_then(|call| {
            let def = cast::compared(&call.result());
            let value = value.map_err(|error| Error::unencoded(Some(def.name), error))?;
            let value = comparable(T::table(), &def, value)?;
            Ok(Test::Aggregate(Box::new(call), operator, value).into())
        });
        GroupPredicate { term, types: PhantomData }
    }

    /// Orders groups by it, ascending.
    pub fn asc(self) -> GroupOrder<T, N> {
        GroupOrder::by_call(self.call, false)
    }

    /// Orders groups by it, descending. As in PostgreSQL, an aggregate of no values comes first:
    /// [`nulls_last`](GroupOrder::nulls_last) changes that.
    pub fn desc(self) -> GroupOrder<T, N> {
        GroupOrder::by_call(self.call, true)
    }
}

/// The rows of an aggregate: those of a table, or [`AllRows`].
#[doc(hidden)]
pub trait Rows {
    /// The table, to explain values that cannot be compared.
    fn table() -> &'static TableDef;
}

impl<T: Table> Rows for T {
    fn table() -> &'static TableDef {
        T::def()
    }
}

impl Rows for AllRows {
    fn table() -> &'static TableDef {
        const { &TableDef::PLAIN }
    }
}

impl<T, N> GroupPredicate<T, N> {
    /// Both conditions must hold.
    pub fn and(self, other: Self) -> Self {
        self.joined(Join::And, other)
    }

    /// At least one condition must hold.
    pub fn or(self, other: Self) -> Self {
        self.joined(Join::Or, other)
    }

    fn joined(self, join: Join, other: Self) -> Self {
        let term = self.term.and_then(|term| Ok(term.joined(join, other.term?)));
        Self { term, types: PhantomData }
    }
}

/// Both conditions must hold.
impl<T, N> BitAnd for GroupPredicate<T, N> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        self.and(other)
    }
}

/// At least one condition must hold.
impl<T, N> BitOr for GroupPredicate<T, N> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.or(other)
    }
}

/// Negates the condition. A comparison with NULL is neither true nor false, and so is its negation.
impl<T, N> Not for GroupPredicate<T, N> {
    type Output = Self;

    fn not(self) -> Self {
        Self { term: self.term.map(BoolExpr::negated), types: PhantomData }
    }
}

impl<T, N> fmt::Debug for GroupPredicate<T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("GroupPredicate").field(&self.term).finish()
    }
}

/// A condition on groups of the select `S`: a [`GroupPredicate`] over aggregates of its tables.
///
/// The compiler infers the position `P` of the tables.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` is not a condition on groups of `{S}`",
    label = "expected a comparison of an aggregate, such as `.count().gt(1)`",
    note = "a condition on rows is a `.filter(..)`: it removes rows before they are grouped",
    note = "docs: peristyle::rules::P03"
)]
pub trait HavingOn<S, P> {
    /// The condition.
    #[doc(hidden)]
    fn group_term(self) -> Result<FilterExpr, Error>;
}

impl<S, P, T, N> HavingOn<S, P> for GroupPredicate<T, N>
where
    S: HasRows<T, N, P>,
{
    fn group_term(self) -> Result<FilterExpr, Error> {
        let term = self.term?;
        Ok(FilterExpr(if S::PLACE == 0 { term } else { term.on(S::PLACE) }))
    }
}
