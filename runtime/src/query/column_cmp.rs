//! Comparisons of two columns.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Not;

use sea_query::BinOper;

use crate::query::from::HasTable;
use crate::query::marker::Marker;
use crate::query::predicate::FilterExpr;
use crate::query::tree::bool_expr::{BoolExpr, Test};
use crate::query::tree::column_ref::ColumnRef;
use crate::query::{Column, FilterOn, Predicate};
use crate::{ColumnType, Error, Table};

impl<T: Table, V: ColumnType, N> Column<T, V, N> {
    /// Equal to another column of the row. As in SQL, NULL is not equal to NULL.
    pub fn eq_column<W>(self, other: Column<T, W, N>) -> Predicate<T, N>
    where
        W: ColumnType<Base: SameType<V::Base>>,
    {
        self.beside(BinOper::Equal, other)
    }

    /// Not equal to another column of the row. It is not true if one of them is NULL.
    pub fn ne_column<W>(self, other: Column<T, W, N>) -> Predicate<T, N>
    where
        W: ColumnType<Base: SameType<V::Base>>,
    {
        self.beside(BinOper::NotEqual, other)
    }

    /// Less than another column of the row.
    pub fn lt_column<W>(self, other: Column<T, W, N>) -> Predicate<T, N>
    where
        W: ColumnType<Base: SameType<V::Base>>,
    {
        self.beside(BinOper::SmallerThan, other)
    }

    /// Less than or equal to another column of the row.
    pub fn le_column<W>(self, other: Column<T, W, N>) -> Predicate<T, N>
    where
        W: ColumnType<Base: SameType<V::Base>>,
    {
        self.beside(BinOper::SmallerThanOrEqual, other)
    }

    /// Greater than another column of the row.
    pub fn gt_column<W>(self, other: Column<T, W, N>) -> Predicate<T, N>
    where
        W: ColumnType<Base: SameType<V::Base>>,
    {
        self.beside(BinOper::GreaterThan, other)
    }

    /// Greater than or equal to another column of the row.
    pub fn ge_column<W>(self, other: Column<T, W, N>) -> Predicate<T, N>
    where
        W: ColumnType<Base: SameType<V::Base>>,
    {
        self.beside(BinOper::GreaterThanOrEqual, other)
    }

    /// Equal to a column of another table of the select. It is not true if one of them is NULL, or if an outer join has no row.
    pub fn eq_joined<U, W, M>(self, other: Column<U, W, M>) -> JoinedColumns<T, N, U, M>
    where
        U: Table,
        W: ColumnType<Base: SameType<V::Base>>,
    {
        self.joined(BinOper::Equal, other)
    }

    /// Not equal to a column of another table of the select. It is not true if one of them is NULL, or if an outer join has no row.
    pub fn ne_joined<U, W, M>(self, other: Column<U, W, M>) -> JoinedColumns<T, N, U, M>
    where
        U: Table,
        W: ColumnType<Base: SameType<V::Base>>,
    {
        self.joined(BinOper::NotEqual, other)
    }

    /// Less than a column of another table of the select.
    pub fn lt_joined<U, W, M>(self, other: Column<U, W, M>) -> JoinedColumns<T, N, U, M>
    where
        U: Table,
        W: ColumnType<Base: SameType<V::Base>>,
    {
        self.joined(BinOper::SmallerThan, other)
    }

    /// Less than or equal to a column of another table of the select.
    pub fn le_joined<U, W, M>(self, other: Column<U, W, M>) -> JoinedColumns<T, N, U, M>
    where
        U: Table,
        W: ColumnType<Base: SameType<V::Base>>,
    {
        self.joined(BinOper::SmallerThanOrEqual, other)
    }

    /// Greater than a column of another table of the select.
    pub fn gt_joined<U, W, M>(self, other: Column<U, W, M>) -> JoinedColumns<T, N, U, M>
    where
        U: Table,
        W: ColumnType<Base: SameType<V::Base>>,
    {
        self.joined(BinOper::GreaterThan, other)
    }

    /// Greater than or equal to a column of another table of the select.
    pub fn ge_joined<U, W, M>(self, other: Column<U, W, M>) -> JoinedColumns<T, N, U, M>
    where
        U: Table,
        W: ColumnType<Base: SameType<V::Base>>,
    {
        self.joined(BinOper::GreaterThanOrEqual, other)
    }

    fn joined<U: Table, W, M>(self, operator: BinOper, other: Column<U, W, M>) -> JoinedColumns<T, N, U, M> {
        JoinedColumns { operator, one: self.place(), other: other.place(), negated: false, types: PhantomData }
    }

    fn beside<W>(self, operator: BinOper, other: Column<T, W, N>) -> Predicate<T, N> {
        Predicate::test(Ok(Test::Columns(self.place(), operator, other.place())))
    }
}

/// A comparison of columns of two tables of a select: `Invoice::TOTAL.gt_joined(Order::LIMIT)`. `!` negates it;
/// [`all`](super::all) and [`any`](super::any) combine it with other conditions.
#[must_use = "a condition does nothing until it is passed to `.filter(...)`"]
pub struct JoinedColumns<T, N, U, M> {
    operator: BinOper,
    one: ColumnRef,
    other: ColumnRef,
    negated: bool,
    types: Marker<(T, N, U, M)>,
}

impl<T, N, U, M> Not for JoinedColumns<T, N, U, M> {
    type Output = Self;

    fn not(self) -> Self {
        Self { negated: !self.negated, ..self }
    }
}

impl<T, N, U, M> fmt::Debug for JoinedColumns<T, N, U, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("JoinedColumns").field(&self.one).field(&self.operator).field(&self.other).finish()
    }
}

impl<S, P, Q, T, N, U, M> FilterOn<S, (P, Q)> for JoinedColumns<T, N, U, M>
where
    S: HasTable<T, N, P> + HasTable<U, M, Q>,
{
    fn term(self) -> Result<FilterExpr, Error> {
        let (place, other) = (<S as HasTable<T, N, P>>::PLACE, <S as HasTable<U, M, Q>>::PLACE);
        let term = BoolExpr::from(Test::Joined(self.one, self.operator, other, self.other)).on(place);
        Ok(FilterExpr(if self.negated { term.negated() } else { term }))
    }
}

/// Two columns can be compared if their types are equal, `Option` aside.
#[diagnostic::on_unimplemented(
    message = "[P03] a column of type `{V}` cannot be compared with one of type `{Self}`",
    label = "this column has another type",
    note = "docs: peristyle::rules::P03"
)]
pub trait SameType<V> {}

impl<V> SameType<V> for V {}
