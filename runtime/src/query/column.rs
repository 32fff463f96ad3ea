use std::fmt;
use std::marker::PhantomData;

use sea_query::{BinOper, Value};

use crate::query::from::NoAlias;
use crate::query::marker::Marker;
use crate::query::tested::Place;
use crate::query::tree::bool_expr::Test;
use crate::query::tree::column_ref::ColumnRef;
use crate::query::tree::text_test::starting;
use crate::query::{Order, Predicate, value_checks};
use crate::{ColumnDef, ColumnType, EncodeError, Error, IntoColumn, SqlType, Table};

/// A column of table `T` with type `V`: `Product::SKU`.
///
/// Compare it with values that [fit](IntoColumn) its type. A comparison returns a [`Predicate`] on `T`, which filters
/// only rows of `T`. As in SQL, a comparison with NULL is never true, `ne` included.
///
/// `N` is the alias under which `T` was joined, if a select contains it twice: [`of`](Self::of).
// rustc shows this line where `==` or `<` stands between a column and a value.
#[rustfmt::skip]
pub struct Column<T, V, N = NoAlias> { // compare by methods: `.eq(value)`, `.ne(value)`, `.lt(value)`, `.ge(value)`
    place: usize,
    types: Marker<(T, V, N)>,
}

/// Returns the column at this position of the definition. A free function without bounds: each column of each table calls it.
#[doc(hidden)]
#[must_use]
pub const fn column_at<T, V>(place: usize) -> Column<T, V> {
    Column { place, types: PhantomData }
}

impl<T: Table, V> Column<T, V> {
    /// Returns the same column of the table that was joined under this alias: `Category::NAME.of(Parent)`, where
    /// `struct Parent;` is the alias.
    #[must_use]
    pub fn of<N>(self, _name: N) -> Column<T, V, N> {
        Column { place: self.place, types: PhantomData }
    }
}

impl<T: Table, V, N> Column<T, V, N> {
    /// Returns the definition of the column.
    #[must_use]
    pub const fn number(self) -> usize {
        self.place
    }

    /// Returns the definition of the column.
    pub const fn def(self) -> &'static ColumnDef {
        &const { &T::DEF }.columns[self.place]
    }

    /// Orders by this column, ascending.
    pub fn asc(self) -> Order<T, N> {
        Order::new(self.def(), false)
    }

    /// Orders by this column, descending.
    pub fn desc(self) -> Order<T, N> {
        Order::new(self.def(), true)
    }

    /// `IS NULL`
    pub fn is_null(self) -> Predicate<T, N>
    where
        V: Nullable,
    {
        Predicate::test(Ok(Test::Null(self.place())))
    }

    /// `IS NOT NULL`
    pub fn is_not_null(self) -> Predicate<T, N>
    where
        V: Nullable,
    {
        Predicate::test(Ok(Test::NotNull(self.place())))
    }

    pub(super) fn place(self) -> ColumnRef {
        ColumnRef(self.def())
    }

    pub(super) fn within_table(self) -> Place {
        Place { column: self.place(), table: T::def() }
    }

    pub(super) fn encoded(self, value: Result<Value, EncodeError>) -> Result<Value, Error> {
        value_checks::encoded(T::def(), self.def(), value)
    }
}

impl<T: Table, V: ColumnType, N> Column<T, V, N> {
    /// `=`
    pub fn eq(self, value: impl IntoColumn<V::Base>) -> Predicate<T, N> {
        self.compared(BinOper::Equal, value)
    }

    /// `<>`. It is not true for NULL.
    pub fn ne(self, value: impl IntoColumn<V::Base>) -> Predicate<T, N> {
        self.compared(BinOper::NotEqual, value)
    }

    /// `<`. Enums are ordered as their labels are declared.
    pub fn lt(self, value: impl IntoColumn<V::Base>) -> Predicate<T, N> {
        self.compared(BinOper::SmallerThan, value)
    }

    /// `<=`
    pub fn le(self, value: impl IntoColumn<V::Base>) -> Predicate<T, N> {
        self.compared(BinOper::SmallerThanOrEqual, value)
    }

    /// `>`
    pub fn gt(self, value: impl IntoColumn<V::Base>) -> Predicate<T, N> {
        self.compared(BinOper::GreaterThan, value)
    }

    /// `>=`
    pub fn ge(self, value: impl IntoColumn<V::Base>) -> Predicate<T, N> {
        self.compared(BinOper::GreaterThanOrEqual, value)
    }

    /// `BETWEEN`: both bounds are included.
    pub fn between(self, first: impl IntoColumn<V::Base>, last: impl IntoColumn<V::Base>) -> Predicate<T, N> {
        self.ge(first).and(self.le(last))
    }

    /// `= ANY`: one of the values. An empty list is never true. The values are sent as one array, so the SQL text does
    /// not depend on their number.
    pub fn is_in<I>(self, values: I) -> Predicate<T, N>
    where
        I: IntoIterator<Item: IntoColumn<V::Base>>,
        Vec<V::Base>: ColumnType,
    {
        let values: Vec<V::Base> = values.into_iter().map(IntoColumn::into_column).collect();
        let array = self.encoded(values.into_value());
        Predicate::test(array.map(|array| Test::Element(self.place(), array)))
    }

    /// The text starts with this prefix. Unlike [`like`](Self::like), this can use an index under row level security. A
    /// `citext` column ignores case, and uses no index for it.
    pub fn starts_with(self, start: impl IntoColumn<V::Base>) -> Predicate<T, N>
    where
        V: Textual,
    {
        let start = self.encoded(start.into_column().into_value());
        let test = |start| match self.def().sql_type {
            // `^@` would compare a citext as text; `LIKE` compares as the type does.
            SqlType::Named(_) => Test::Compared(self.place(), BinOper::Like, starting(start)),
            _ => Test::Compared(self.place(), BinOper::Custom("^@"), start),
        };
        Predicate::test(start.map(test))
    }

    /// `LIKE`: `%` matches any text, `_` matches one character. `LIKE` is not leakproof in PostgreSQL, so under row
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

/// The type of a nullable column: `Option`.
#[diagnostic::on_unimplemented(
    message = "[P03] a column of type `{Self}` is not nullable",
    label = "only an `Option` can be compared with NULL",
    note = "docs: peristyle::rules::P03"
)]
pub trait Nullable {}

impl<V> Nullable for Option<V> {}

/// The type of a text column: `String`, a newtype around it, or an `Option` of these.
#[diagnostic::on_unimplemented(
    message = "[P03] a column of type `{Self}` is not a text column",
    label = "this method needs a text column",
    note = "docs: peristyle::rules::P03"
)]
pub trait Textual {}

#[diagnostic::do_not_recommend]
impl<V: ColumnType<Bare: Text>> Textual for V {}

/// `String`, below `Option` and newtypes.
#[doc(hidden)]
pub trait Text {}

impl Text for String {}
