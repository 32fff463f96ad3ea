//! Comparisons of two columns of one row.

use sea_query::BinOper;

use crate::query::expr::Test;
use crate::query::{Column, Predicate};
use crate::{ColumnType, Table};

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

    fn beside<W>(self, operator: BinOper, other: Column<T, W, N>) -> Predicate<T, N> {
        Predicate::test(Ok(Test::Columns(self.place(), operator, other.place())))
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
