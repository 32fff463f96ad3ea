//! Conditions on arrays.

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

    /// `<@`: the array has only these elements. An empty array always does.
    #[doc(alias = "<@")]
    pub fn contained_by<I>(self, elements: I) -> Predicate<T, N>
    where
        V: ColumnType<Bare: ArrayColumn>,
        I: IntoIterator<Item: IntoColumn<ElementOf<V>>>,
    {
        self.array("<@", elements)
    }

    /// `&&`: the array has at least one of these elements. It has none of an empty list.
    #[doc(alias = "&&")]
    pub fn overlaps<I>(self, elements: I) -> Predicate<T, N>
    where
        V: ColumnType<Bare: ArrayColumn>,
        I: IntoIterator<Item: IntoColumn<ElementOf<V>>>,
    {
        self.array("&&", elements)
    }

    /// `cardinality`: the number of elements, for a comparison. It is NULL if the array is.
    #[doc(alias = "cardinality")]
    pub fn len(self) -> Extracted<T, i32, N>
    where
        V: ColumnType<Bare: ArrayColumn>,
    {
        Extracted::new(Ok(ExtractedFrom::Length(self.place())))
    }

    /// The array has no elements. An array that is NULL is not empty.
    pub fn is_empty(self) -> Predicate<T, N>
    where
        V: ColumnType<Bare: ArrayColumn>,
    {
        self.len().eq(0)
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
