//! A column against another one of the same row.

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

    /// Not equal to another column of the row, and neither of them NULL.
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

    /// Less than another column of the row, or equal to it.
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

    /// Greater than another column of the row, or equal to it.
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

/// Columns are compared that hold the same type, whether or not one of them may be NULL.
#[diagnostic::on_unimplemented(
    message = "[P03] a column of type `{V}` is not compared with one of type `{Self}`",
    label = "this holds another type",
    note = "docs: peristyle::rules::P03"
)]
pub trait SameType<V> {}

impl<V> SameType<V> for V {}
