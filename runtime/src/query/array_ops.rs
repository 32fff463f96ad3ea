//! Conditions on arrays.

use crate::query::contents::{ComparesContents, HasContents};
use crate::query::tree::bool_expr::Test;
use crate::query::tree::extracted::ExtractedFrom;
use crate::query::{ArrayColumn, Column, Extracted, Predicate};
use crate::{ColumnType, IntoColumn, Table};

type ElementOf<V> = <<V as ColumnType>::Bare as ArrayColumn>::Element;

/// Conditions on arrays. An array that is NULL meets none of them, nor their negation. A GIN index is used where row
/// level security is off: the operators of arrays are not leakproof.
impl<T: Table, V: ColumnType, N> Column<T, V, N> {
    /// `@>`: the array has an element that is equal to this value.
    #[doc(alias = "any")]
    pub fn has(self, element: impl IntoColumn<ElementOf<V>>) -> Predicate<T, N>
    where
        V: ColumnType<Bare: ArrayColumn>,
    {
        self.array("@>", [element])
    }

    /// `@>`: the array has all these elements, in any order. It has all elements of an empty list.
    #[doc(alias = "@>")]
    pub fn contains_all<I>(self, elements: I) -> Predicate<T, N>
    where
        V: ColumnType<Bare: ArrayColumn>,
        I: IntoIterator<Item: IntoColumn<ElementOf<V>>>,
    {
        self.array("@>", elements)
    }

    /// `<@`: the array has only these elements. An empty array always does. Of a [range](crate::Range): it is in this one.
    #[doc(alias = "<@")]
    pub fn contained_by<O>(self, other: O) -> Predicate<T, N>
    where
        V: ColumnType<Bare: ComparesContents<O>>,
    {
        Predicate::test(V::Bare::compared(self.within_table(), "<@", other).0)
    }

    /// `&&`: the array has at least one of these elements. It has none of an empty list. Of a [range](crate::Range): a
    /// value is in both.
    #[doc(alias = "&&")]
    pub fn overlaps<O>(self, other: O) -> Predicate<T, N>
    where
        V: ColumnType<Bare: ComparesContents<O>>,
    {
        Predicate::test(V::Bare::compared(self.within_table(), "&&", other).0)
    }

    /// `cardinality`: the number of elements, for a comparison. It is NULL if the array is.
    #[doc(alias = "cardinality")]
    pub fn len(self) -> Extracted<T, i32, N>
    where
        V: ColumnType<Bare: ArrayColumn>,
    {
        Extracted::new(Ok(ExtractedFrom::Called("cardinality", self.place())))
    }

    /// The array has no elements, or the [range](crate::Range) no values: `isempty`. One that is NULL is not empty.
    #[doc(alias = "isempty")]
    pub fn is_empty(self) -> Predicate<T, N>
    where
        V: ColumnType<Bare: HasContents>,
    {
        Predicate::test(V::Bare::is_empty(self.within_table()).0)
    }

    fn array<I>(self, operator: &'static str, elements: I) -> Predicate<T, N>
    where
        V: ColumnType<Bare: ArrayColumn>,
        I: IntoIterator<Item: IntoColumn<ElementOf<V>>>,
    {
        let elements = elements.into_iter().map(IntoColumn::into_column).collect();
        let elements = self.encoded(<V::Bare as ArrayColumn>::value(elements));
        Predicate::test(elements.map(|elements| Test::Array(self.place(), operator, elements)))
    }
}
