//! Searches in texts.

use crate::query::contents::Contains;
use crate::query::tree::bool_expr::Test;
use crate::query::tree::text_test::{Kind, Part, sought};
use crate::query::value_checks::comparable;
use crate::query::{Column, Extracted, Predicate, Textual};
use crate::table::column;
use crate::{ColumnType, Error, IntoColumn, Table};

/// Searches in texts. `LIKE`, `ILIKE` and `lower` are not leakproof in PostgreSQL, so under row level security they never
/// narrow an index scan: the server reads the rows that the other conditions leave. A search in a text that is NULL is
/// not true, nor is its negation.
impl<T: Table, V: ColumnType, N> Column<T, V, N> {
    /// The text contains this one: `LIKE`. `%` and `_` stand for themselves. A `citext` column ignores case. Of a
    /// [range](crate::Range): the value is in it, `@>`.
    #[doc(alias = "@>")]
    pub fn contains(self, part: impl IntoColumn<<V::Bare as Contains>::Part<V::Base>>) -> Predicate<T, N>
    where
        V: ColumnType<Bare: Contains>,
    {
        Predicate::test(V::Bare::contains::<V::Base>(self.within_table(), part.into_column()).0)
    }

    /// The text ends with this one. `%` and `_` stand for themselves. A `citext` column ignores case.
    pub fn ends_with(self, end: impl IntoColumn<V::Base>) -> Predicate<T, N>
    where
        V: Textual,
    {
        self.search(Kind::Like, Some(Part::End), end)
    }

    /// The text contains this one in upper or lower case. `%` and `_` stand for themselves.
    pub fn contains_ignore_case(self, part: impl IntoColumn<V::Base>) -> Predicate<T, N>
    where
        V: Textual,
    {
        self.search(Kind::ILike, Some(Part::Any), part)
    }

    /// The text starts with this one in upper or lower case. `%` and `_` stand for themselves.
    pub fn starts_with_ignore_case(self, start: impl IntoColumn<V::Base>) -> Predicate<T, N>
    where
        V: Textual,
    {
        self.search(Kind::ILike, Some(Part::Start), start)
    }

    /// The text ends with this one in upper or lower case. `%` and `_` stand for themselves.
    pub fn ends_with_ignore_case(self, end: impl IntoColumn<V::Base>) -> Predicate<T, N>
    where
        V: Textual,
    {
        self.search(Kind::ILike, Some(Part::End), end)
    }

    /// The text is equal to this one in upper or lower case: `lower(x) = lower($1)`.
    ///
    /// An index on the expression `lower(x)` is used where row level security is off, as on a global table. Under row level
    /// security it is not, because `lower` is not leakproof. For a look-up by index in a tenant table, store the text in
    /// lower case, or in a generated column: `generated(sql = "lower(email)")`.
    pub fn eq_ignore_case(self, text: impl IntoColumn<V::Base>) -> Predicate<T, N>
    where
        V: Textual,
    {
        self.search(Kind::Lower, None, text)
    }

    /// `ILIKE`: as `LIKE`, in upper or lower case. `%` matches any text, `_` matches one character.
    pub fn ilike(self, pattern: impl IntoColumn<V::Base>) -> Predicate<T, N>
    where
        V: Textual,
    {
        self.search(Kind::ILike, None, pattern)
    }

    fn search(self, kind: Kind, part: Option<Part>, value: impl IntoColumn<V::Base>) -> Predicate<T, N> {
        let value = self.encoded(value.into_column().into_value());
        Predicate::test(value.map(|value| Test::Text(self.place(), sought(kind, part, value))))
    }
}

/// Searches in texts, as in a text column.
impl<T: Table, V: ColumnType, N> Extracted<T, V, N> {
    /// The text contains this one. `%` and `_` stand for themselves. A `citext` column ignores case.
    pub fn contains(self, part: impl IntoColumn<V>) -> Predicate<T, N>
    where
        V: Textual,
    {
        self.search(Kind::Like, Some(Part::Any), part)
    }

    /// The text ends with this one. `%` and `_` stand for themselves. A `citext` column ignores case.
    pub fn ends_with(self, end: impl IntoColumn<V>) -> Predicate<T, N>
    where
        V: Textual,
    {
        self.search(Kind::Like, Some(Part::End), end)
    }

    /// The text contains this one in upper or lower case. `%` and `_` stand for themselves.
    pub fn contains_ignore_case(self, part: impl IntoColumn<V>) -> Predicate<T, N>
    where
        V: Textual,
    {
        self.search(Kind::ILike, Some(Part::Any), part)
    }

    /// The text starts with this one in upper or lower case. `%` and `_` stand for themselves.
    pub fn starts_with_ignore_case(self, start: impl IntoColumn<V>) -> Predicate<T, N>
    where
        V: Textual,
    {
        self.search(Kind::ILike, Some(Part::Start), start)
    }

    /// The text ends with this one in upper or lower case. `%` and `_` stand for themselves.
    pub fn ends_with_ignore_case(self, end: impl IntoColumn<V>) -> Predicate<T, N>
    where
        V: Textual,
    {
        self.search(Kind::ILike, Some(Part::End), end)
    }

    /// The text is equal to this one in upper or lower case: `lower(x) = lower($1)`.
    pub fn eq_ignore_case(self, text: impl IntoColumn<V>) -> Predicate<T, N>
    where
        V: Textual,
    {
        self.search(Kind::Lower, None, text)
    }

    /// `ILIKE`: as `LIKE`, in upper or lower case. `%` matches any text, `_` matches one character.
    pub fn ilike(self, pattern: impl IntoColumn<V>) -> Predicate<T, N>
    where
        V: Textual,
    {
        self.search(Kind::ILike, None, pattern)
    }

    /// The text starts with this one. `%` and `_` stand for themselves.
    pub fn starts_with(self, start: impl IntoColumn<V>) -> Predicate<T, N>
    where
        V: Textual,
    {
        self.search(Kind::Like, Some(Part::Start), start)
    }

    /// `LIKE`: `%` matches any text, `_` matches one character.
    pub fn like(self, pattern: impl IntoColumn<V>) -> Predicate<T, N>
    where
        V: Textual,
    {
        self.search(Kind::Like, None, pattern)
    }

    fn search(self, kind: Kind, part: Option<Part>, value: impl IntoColumn<V>) -> Predicate<T, N>
    where
        V: Textual,
    {
        let value = value.into_column().into_value().map_err(|error| Error::unencoded(None, error));
        let value = value.and_then(|value| comparable(T::def(), &column::<V>("", ""), value));
        self.matched(|| Ok(sought(kind, part, value?)))
    }
}
