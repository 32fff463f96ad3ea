//! Searches in texts.

use sea_query::{BinOper, Expr, ExprTrait, Value};

use crate::const_checks::is_citext;
use crate::query::expr::Test;
use crate::query::params::comparable;
use crate::query::{Column, Extracted, Predicate, Textual};
use crate::{ColumnType, Error, IntoColumn, SqlType, Table, table};

/// A test of a text, and its value.
#[derive(Debug)]
pub(crate) struct TextMatch {
    kind: Kind,
    value: Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Like,
    ILike,
    /// Equal in lower case.
    Lower,
}

/// The part of a text that a pattern describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Start,
    End,
    Any,
}

impl TextMatch {
    const fn new(kind: Kind, value: Value) -> Self {
        Self { kind, value }
    }

    /// Compares the text of this expression.
    pub(super) fn expression(&self, text: Expr) -> Expr {
        let value = Expr::cust_with_values("$1::text", [self.value.clone()]);
        match self.kind {
            Kind::Like => text.binary(BinOper::Like, value),
            Kind::ILike => text.binary(BinOper::Custom("ILIKE"), value),
            Kind::Lower => Expr::cust_with_exprs("lower($1) = lower($2)", [text, value]),
        }
    }

    /// Compares a column. It becomes a text where `LIKE` would compare in another way, as with the spaces after a
    /// `char(n)`, and where there is no `LIKE`.
    pub(super) fn on(&self, column: Expr, sql_type: SqlType) -> Expr {
        let is_text = match sql_type {
            SqlType::Text | SqlType::Varchar(_) => true,
            SqlType::Named(name) => is_citext(name) && self.kind == Kind::Like,
            _ => false,
        };
        self.expression(if is_text { column } else { Expr::cust_with_exprs("$1::text", [column]) })
    }
}

/// A pattern in which only the added `%` is special.
fn pattern(part: Part, value: Value) -> Value {
    let Value::String(Some(text)) = value else { return value };
    let mut pattern = String::with_capacity(text.len() + 2);
    if part != Part::Start {
        pattern.push('%');
    }
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    if part != Part::End {
        pattern.push('%');
    }
    Value::String(Some(pattern))
}

/// The pattern of a text that starts with this one.
pub(super) fn starting(value: Value) -> Value {
    pattern(Part::Start, value)
}

/// Searches in texts. `LIKE`, `ILIKE` and `lower` are not leakproof in PostgreSQL, so under row level security they never
/// narrow an index scan: the server reads the rows that the other conditions leave. A search in a text that is NULL is
/// not true, nor is its negation.
impl<T: Table, V: ColumnType, N> Column<T, V, N> {
    /// The text contains this one. `%` and `_` stand for themselves. A `citext` column ignores case.
    pub fn contains(self, part: impl IntoColumn<V::Base>) -> Predicate<T, N>
    where
        V: Textual,
    {
        self.search(Kind::Like, Some(Part::Any), part)
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
        let value = value.and_then(|value| comparable(T::def(), &table::column::<V>("", ""), value));
        self.matched(|| Ok(sought(kind, part, value?)))
    }
}

/// The value of a search.
fn sought(kind: Kind, part: Option<Part>, value: Value) -> TextMatch {
    TextMatch::new(kind, part.map_or_else(|| value.clone(), |part| pattern(part, value.clone())))
}
