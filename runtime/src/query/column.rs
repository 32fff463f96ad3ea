use std::fmt;
use std::marker::PhantomData;

use sea_query::{BinOper, Value};

use crate::column_type::precision;
use crate::query::expr::{ColumnRef, Test};
use crate::query::from::{Marker, NoAlias};
use crate::query::{Order, Predicate};
use crate::{ColumnDef, ColumnType, EncodeError, Error, IntoColumn, Table};

/// A column of table `T` that holds a `V`: `Product::SKU`.
///
/// It is compared with values that [fit](IntoColumn) its type; a comparison gives a [`Predicate`] on `T`, which filters nothing but `T`. As in SQL,
/// a comparison with a column that is NULL does not hold, `ne` included.
///
/// `N` is the name under which `T` was joined, where it stands twice in a select: [`of`](Self::of).
pub struct Column<T, V, N = NoAlias> {
    place: usize,
    types: Marker<(T, V, N)>,
}

impl<T: Table, V> Column<T, V> {
    /// The column at that place of the definition.
    #[doc(hidden)]
    #[must_use]
    pub const fn at(place: usize) -> Self {
        Self { place, types: PhantomData }
    }

    /// The column of the table that was joined under that name: `Category::NAME.of(Parent)`, where `struct Parent;` names a join.
    #[must_use]
    pub fn of<N>(self, _name: N) -> Column<T, V, N> {
        Column { place: self.place, types: PhantomData }
    }
}

impl<T: Table, V, N> Column<T, V, N> {
    /// What the column is in the database.
    #[must_use]
    pub const fn number(self) -> usize {
        self.place
    }

    /// The description of the column.
    pub const fn def(self) -> &'static ColumnDef {
        &const { &T::DEF }.columns[self.place]
    }

    /// The smallest first.
    pub fn asc(self) -> Order<T, N> {
        Order::new(self.def(), false)
    }

    /// The greatest first.
    pub fn desc(self) -> Order<T, N> {
        Order::new(self.def(), true)
    }

    /// NULL.
    pub fn is_null(self) -> Predicate<T, N>
    where
        V: Nullable,
    {
        Predicate::test(Ok(Test::Null(self.place())))
    }

    /// Any value.
    pub fn is_not_null(self) -> Predicate<T, N>
    where
        V: Nullable,
    {
        Predicate::test(Ok(Test::NotNull(self.place())))
    }

    pub(super) fn place(self) -> ColumnRef {
        ColumnRef(self.def())
    }

    fn encoded(self, value: Result<Value, EncodeError>) -> Result<Value, Error> {
        let mut value = value.map_err(|error| Error::unencoded(Some(self.def().name), error))?;
        precision::cut(self.def(), &mut value);
        Ok(value)
    }
}

impl<T: Table, V: ColumnType, N> Column<T, V, N> {
    /// Equal.
    pub fn eq(self, value: impl IntoColumn<V::Base>) -> Predicate<T, N> {
        self.compared(BinOper::Equal, value)
    }

    /// Not equal, and not NULL.
    pub fn ne(self, value: impl IntoColumn<V::Base>) -> Predicate<T, N> {
        self.compared(BinOper::NotEqual, value)
    }

    /// Less. An enum is ordered by its labels as they are declared.
    pub fn lt(self, value: impl IntoColumn<V::Base>) -> Predicate<T, N> {
        self.compared(BinOper::SmallerThan, value)
    }

    /// Less or equal.
    pub fn le(self, value: impl IntoColumn<V::Base>) -> Predicate<T, N> {
        self.compared(BinOper::SmallerThanOrEqual, value)
    }

    /// Greater.
    pub fn gt(self, value: impl IntoColumn<V::Base>) -> Predicate<T, N> {
        self.compared(BinOper::GreaterThan, value)
    }

    /// Greater or equal.
    pub fn ge(self, value: impl IntoColumn<V::Base>) -> Predicate<T, N> {
        self.compared(BinOper::GreaterThanOrEqual, value)
    }

    /// From the first to the last, both included.
    pub fn between(self, first: impl IntoColumn<V::Base>, last: impl IntoColumn<V::Base>) -> Predicate<T, N> {
        self.ge(first).and(self.le(last))
    }

    /// One of the values; of none, never. They travel as one array, so the text of the statement does not depend on how many there are.
    pub fn is_in<I>(self, values: I) -> Predicate<T, N>
    where
        I: IntoIterator<Item: IntoColumn<V::Base>>,
        Vec<V::Base>: ColumnType,
    {
        let values: Vec<V::Base> = values.into_iter().map(IntoColumn::into_column).collect();
        let array = self.encoded(values.into_value());
        Predicate::test(array.map(|array| Test::Element(self.place(), array)))
    }

    /// Begins with that text. Works on an index under row level security, unlike [`like`](Self::like).
    pub fn starts_with(self, start: impl IntoColumn<V::Base>) -> Predicate<T, N>
    where
        V: Textual,
    {
        self.compared(BinOper::Custom("^@"), start)
    }

    /// Matches the pattern, in which `%` stands for any text and `_` for one character. PostgreSQL does not count `LIKE` as leakproof: under row
    /// level security it never narrows an index scan.
    pub fn like(self, pattern: impl IntoColumn<V::Base>) -> Predicate<T, N>
    where
        V: Textual,
    {
        self.compared(BinOper::Like, pattern)
    }

    fn compared(self, operator: BinOper, value: impl IntoColumn<V::Base>) -> Predicate<T, N> {
        let value = self.encoded(value.into_column().into_value());
        Predicate::test(value.map(|value| Test::Compared(self.place(), operator, value)))
    }
}

impl<T, V, N> Clone for Column<T, V, N> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, V, N> Copy for Column<T, V, N> {}

impl<T: Table, V, N> fmt::Debug for Column<T, V, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Column({}.{})", T::NAME, self.def().name)
    }
}

/// The type of a column that may be NULL: `Option`.
#[diagnostic::on_unimplemented(
    message = "[P03] a column of type `{Self}` is never NULL",
    label = "this asks whether it is",
    note = "docs: peristyle::rules::P03"
)]
pub trait Nullable {}

impl<V> Nullable for Option<V> {}

/// The type of a column that holds text: `String`, a newtype around it, and `Option` of these.
#[diagnostic::on_unimplemented(
    message = "[P03] a column of type `{Self}` holds no text",
    label = "this compares text",
    note = "docs: peristyle::rules::P03"
)]
pub trait Textual {}

#[diagnostic::do_not_recommend]
impl<V: ColumnType<Bare: Text>> Textual for V {}

/// `String`, below `Option` and newtypes.
#[doc(hidden)]
pub trait Text {}

impl Text for String {}
