//! Values that a condition computes from a column: the length of an array, a member of a document.

use std::fmt;
use std::marker::PhantomData;

use sea_query::{BinOper, Expr, ExprTrait, Value};

use crate::const_str::ConstString;
use crate::query::aliases::Aliases;
use crate::query::expr::{ColumnRef, Test};
use crate::query::from::{Marker, NoAlias};
use crate::query::json_path::JsonSource;
use crate::query::params::comparable;
use crate::query::text_match::TextMatch;
use crate::query::{Predicate, Textual, cast};
use crate::{ColumnType, Error, IntoColumn, Table, table};

/// A value of type `V` that a condition computes from a column of `T`, and compares as a [`Column`](super::Column):
/// `Product::TAGS.len().gt(3)`, `Product::SETTINGS.key("plan").text().eq("pro")`.
///
/// It may be NULL: if the column is, or if the document has no such member, or one of another type. A comparison with
/// NULL is never true, `ne` included.
pub struct Extracted<T, V, N = NoAlias> {
    source: Result<ExtractedFrom, Error>,
    types: Marker<(T, V, N)>,
}

/// The column, and how the value is computed.
#[derive(Debug)]
pub(crate) enum ExtractedFrom {
    Length(ColumnRef),
    Json(JsonSource),
}

/// A test of such a value.
#[derive(Debug)]
pub(crate) enum ExtractedTest {
    Compared(BinOper, Typed),
    Between(Typed, Typed),
    Element(Typed),
    Null,
    NotNull,
    Text(TextMatch),
}

/// A value with its cast.
#[derive(Debug)]
pub(crate) struct Typed {
    value: Value,
    cast: String,
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
        self.test(|| Ok(ExtractedTest::Between(typed::<T, _>(first)?, typed::<T, _>(last)?)))
    }

    /// `= ANY`: one of the values. An empty list is never true.
    pub fn is_in<I>(self, values: I) -> Predicate<T, N>
    where
        I: IntoIterator<Item: IntoColumn<V>>,
        Vec<V>: ColumnType,
    {
        let values: Vec<V> = values.into_iter().map(IntoColumn::into_column).collect();
        self.test(|| Ok(ExtractedTest::Element(typed::<T, _>(values)?)))
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
        self.test(|| Ok(ExtractedTest::Compared(operator, typed::<T, _>(value.into_column())?)))
    }

    /// A test of a text.
    pub(super) fn matched(self, test: impl FnOnce() -> Result<TextMatch, Error>) -> Predicate<T, N>
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

/// A value that PostgreSQL can represent, with its cast.
pub(super) fn typed<T: Table, B: ColumnType>(value: B) -> Result<Typed, Error> {
    let def = table::column::<B>("", "");
    let value = value.into_value().map_err(|error| Error::unencoded(None, error))?;
    let mut cast = ConstString::<600>::new();
    cast::stated(&mut cast, &def);
    Ok(Typed { value: comparable(T::def(), &def, value)?, cast: cast.as_str().to_owned() })
}

impl Typed {
    pub(super) fn expression(&self) -> Expr {
        Expr::cust_with_values(format!("$1{}", self.cast), [self.value.clone()])
    }
}

impl ExtractedFrom {
    fn expression(&self, names: &Aliases, source: usize) -> Expr {
        match self {
            Self::Length(column) => Expr::cust_with_exprs("cardinality($1)", [names.column(source, column.name)]),
            Self::Json(json) => json.expression(names, source),
        }
    }
}

/// Renders a test.
pub(super) fn expression(source: &ExtractedFrom, test: &ExtractedTest, names: &Aliases, number: usize) -> Expr {
    let value = source.expression(names, number);
    match test {
        ExtractedTest::Compared(operator, other) => value.binary(*operator, other.expression()),
        ExtractedTest::Between(first, last) => value.between(first.expression(), last.expression()),
        ExtractedTest::Element(array) => Expr::cust_with_exprs("$1 = ANY($2)", [value, array.expression()]),
        ExtractedTest::Null => value.is_null(),
        ExtractedTest::NotNull => value.is_not_null(),
        ExtractedTest::Text(test) => test.expression(value),
    }
}

impl<T, V, N> fmt::Debug for Extracted<T, V, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Extracted").field(&self.source).finish()
    }
}
