//! Values that a condition computes from a column: the length of an array, a member of a document.

use std::fmt;
use std::marker::PhantomData;

use sea_query::BinOper;

use crate::query::from::NoAlias;
use crate::query::marker::Marker;
use crate::query::tree::bool_expr::Test;
use crate::query::tree::extracted::{ExtractedFrom, ExtractedTest};
use crate::query::tree::text_test::TextTest;
use crate::query::tree::typed::typed;
use crate::query::{Predicate, Textual};
use crate::{ColumnType, Error, IntoColumn, Table};

/// A value of type `V` that a condition computes from a column of `T`, and compares as a [`Column`](super::Column):
/// `Product::TAGS.len().gt(3)`, `Product::SETTINGS.key("plan").text().eq("pro")`.
///
/// It may be NULL: if the column is, or if the document has no such member, or one of another type. A comparison with
/// NULL is never true, `ne` included.
pub struct Extracted<T, V, N = NoAlias> {
    source: Result<ExtractedFrom, Error>,
    types: Marker<(T, V, N)>,
}

impl<T: Table, V: ColumnType, N> Extracted<T, V, N> {
    pub(super) fn new(source: Result<ExtractedFrom, Error>) -> Self {
        Self { source, types: PhantomData }
    }

    /// `=`
    pub fn eq(self, value: impl IntoColumn<V>) -> Predicate<T, N> {
        self.compared(BinOper::Equal, value)
    }

    /// `<>`. It is not true for NULL.
    pub fn ne(self, value: impl IntoColumn<V>) -> Predicate<T, N> {
        self.compared(BinOper::NotEqual, value)
    }

    /// `<`
    pub fn lt(self, value: impl IntoColumn<V>) -> Predicate<T, N> {
        self.compared(BinOper::SmallerThan, value)
    }

    /// `<=`
    pub fn le(self, value: impl IntoColumn<V>) -> Predicate<T, N> {
        self.compared(BinOper::SmallerThanOrEqual, value)
    }

    /// `>`
    pub fn gt(self, value: impl IntoColumn<V>) -> Predicate<T, N> {
        self.compared(BinOper::GreaterThan, value)
    }

    /// `>=`
    pub fn ge(self, value: impl IntoColumn<V>) -> Predicate<T, N> {
        self.compared(BinOper::GreaterThanOrEqual, value)
    }

    /// `BETWEEN`: both bounds are included.
    pub fn between(self, first: impl IntoColumn<V>, last: impl IntoColumn<V>) -> Predicate<T, N> {
        let (first, last) = (first.into_column(), last.into_column());
        self.test(|| Ok(ExtractedTest::Between(typed(first, T::def())?, typed(last, T::def())?)))
    }

    /// `= ANY`: one of the values. An empty list is never true.
    pub fn is_in<I>(self, values: I) -> Predicate<T, N>
    where
        I: IntoIterator<Item: IntoColumn<V>>,
        Vec<V>: ColumnType,
    {
        let values: Vec<V> = values.into_iter().map(IntoColumn::into_column).collect();
        self.test(|| Ok(ExtractedTest::Element(typed(values, T::def())?)))
    }

    /// `IS NULL`
    pub fn is_null(self) -> Predicate<T, N> {
        self.test(|| Ok(ExtractedTest::Null))
    }

    /// `IS NOT NULL`
    pub fn is_not_null(self) -> Predicate<T, N> {
        self.test(|| Ok(ExtractedTest::NotNull))
    }

    fn compared(self, operator: BinOper, value: impl IntoColumn<V>) -> Predicate<T, N> {
        self.test(|| Ok(ExtractedTest::Compared(operator, typed(value.into_column(), T::def())?)))
    }

    /// A test of a text.
    pub(super) fn matched(self, test: impl FnOnce() -> Result<TextTest, Error>) -> Predicate<T, N>
    where
        V: Textual,
    {
        self.test(|| test().map(ExtractedTest::Text))
    }

    fn test(self, test: impl FnOnce() -> Result<ExtractedTest, Error>) -> Predicate<T, N> {
        Predicate::test(self.source.and_then(|source| {
            let test = test()?;
            Ok(Test::Extracted(Box::new((source, test))))
        }))
    }
}

impl<T, V, N> fmt::Debug for Extracted<T, V, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Extracted").field(&self.source).finish()
    }
}
