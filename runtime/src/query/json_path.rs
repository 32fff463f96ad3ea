//! Conditions on documents: their members, by a path.

use std::fmt;
use std::marker::PhantomData;

use crate::query::from::NoAlias;
use crate::query::marker::Marker;
use crate::query::tree::bool_expr::Test;
use crate::query::tree::column_ref::ColumnRef;
use crate::query::tree::extracted::ExtractedFrom;
use crate::query::tree::json_test::{JsonSource, JsonTest, Read};
use crate::query::tree::typed::{Typed, typed};
use crate::query::{Column, Extracted, JsonColumn, Predicate};
use crate::{ColumnType, Error, Table};

/// A document in a column, or a part of it: `Product::SETTINGS.key("address").key("city")`.
///
/// Read the part as a [`text`](Self::text), a [`number`](Self::number) or a [`boolean`](Self::boolean) to compare it.
/// The names of members are values of the statement, so they may contain any character, and the SQL text depends only on
/// the number of steps. A GIN index on the column is used for `has_key` and `contains_json` of the column itself, where
/// row level security is off: the operators of jsonb are not leakproof.
pub struct JsonPath<T, N = NoAlias> {
    column: ColumnRef,
    path: Result<Vec<Typed>, Error>,
    types: Marker<(T, N)>,
}

/// A type that a number of a document is compared as.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` is not a number",
    label = "expected an integer, a float or a decimal",
    note = "docs: peristyle::rules::P03"
)]
pub trait JsonNumber: ColumnType {}

macro_rules! numbers {
    ($($number:ty)*) => {
        $(#[diagnostic::do_not_recommend]
        impl JsonNumber for $number {})*
    };
}

numbers!(i16 i32 i64 f32 f64);
#[cfg(feature = "rust_decimal")]
numbers!(rust_decimal::Decimal);
#[cfg(feature = "bigdecimal")]
numbers!(bigdecimal::BigDecimal);

/// Conditions on documents.
impl<T: Table, V: ColumnType, N> Column<T, V, N> {
    /// `->`: the member of this name, if the document is an object.
    #[doc(alias = "->")]
    pub fn key(self, name: &str) -> JsonPath<T, N>
    where
        V: ColumnType<Bare: JsonColumn>,
    {
        self.document().key(name)
    }

    /// `->`: the element at this position, if the document is an array. The first is 0, the last is -1.
    #[doc(alias = "->")]
    pub fn index(self, position: i32) -> JsonPath<T, N>
    where
        V: ColumnType<Bare: JsonColumn>,
    {
        self.document().index(position)
    }

    /// `?`: the document is an object with a member of this name, or an array with this text. A member may be `null`.
    #[doc(alias = "?")]
    pub fn has_key(self, name: &str) -> Predicate<T, N>
    where
        V: ColumnType<Bare: JsonColumn>,
    {
        self.document().has_key(name)
    }

    /// `?|`: at least one of these names is a member.
    #[doc(alias = "?|")]
    pub fn has_any_key<'name>(self, names: impl IntoIterator<Item = &'name str>) -> Predicate<T, N>
    where
        V: ColumnType<Bare: JsonColumn>,
    {
        self.document().has_any_key(names)
    }

    /// `?&`: all these names are members.
    #[doc(alias = "?&")]
    pub fn has_all_keys<'name>(self, names: impl IntoIterator<Item = &'name str>) -> Predicate<T, N>
    where
        V: ColumnType<Bare: JsonColumn>,
    {
        self.document().has_all_keys(names)
    }

    /// `@>`: the document contains this one: each member, at each depth, and each element of an array.
    #[doc(alias = "@>")]
    pub fn contains_json<P>(self, part: P) -> Predicate<T, N>
    where
        V: ColumnType<Bare: JsonColumn>,
        P: ColumnType<Bare: JsonColumn>,
    {
        self.document().contains_json(part)
    }

    /// The document as it is.
    pub fn document(self) -> JsonPath<T, N>
    where
        V: ColumnType<Bare: JsonColumn>,
    {
        JsonPath { column: self.place(), path: Ok(Vec::new()), types: PhantomData }
    }
}

impl<T: Table, N> JsonPath<T, N> {
    /// `->`: the member of this name, if the part is an object.
    #[doc(alias = "->")]
    pub fn key(self, name: &str) -> Self {
        self.step(name.to_owned())
    }

    /// `->`: the element at this position, if the part is an array. The first is 0, the last is -1.
    #[doc(alias = "->")]
    pub fn index(self, position: i32) -> Self {
        self.step(position)
    }

    /// `->>`: the part as a text, for a comparison. A string is its characters, everything else is its JSON. It is NULL
    /// if the part is missing or `null`.
    #[doc(alias = "->>")]
    pub fn text(self) -> Extracted<T, String, N> {
        self.read(Read::Text)
    }

    /// The part as a number, for a comparison. It is NULL if the part is missing or not a number; a string with digits
    /// is not a number.
    pub fn number<V: JsonNumber>(self) -> Extracted<T, V, N> {
        self.read(Read::Number)
    }

    /// The part as a boolean, for a comparison. It is NULL if the part is missing or not a boolean.
    pub fn boolean(self) -> Extracted<T, bool, N> {
        self.read(Read::Boolean)
    }

    /// `?`: the part is an object with a member of this name, or an array with this text. A member may be `null`.
    #[doc(alias = "?")]
    pub fn has_key(self, name: &str) -> Predicate<T, N> {
        self.test("?", name.to_owned())
    }

    /// `?|`: at least one of these names is a member.
    #[doc(alias = "?|")]
    pub fn has_any_key<'name>(self, names: impl IntoIterator<Item = &'name str>) -> Predicate<T, N> {
        self.test("?|", owned(names))
    }

    /// `?&`: all these names are members.
    #[doc(alias = "?&")]
    pub fn has_all_keys<'name>(self, names: impl IntoIterator<Item = &'name str>) -> Predicate<T, N> {
        self.test("?&", owned(names))
    }

    /// `@>`: the part contains this document: each member, at each depth, and each element of an array.
    #[doc(alias = "@>")]
    pub fn contains_json<P>(self, part: P) -> Predicate<T, N>
    where
        P: ColumnType<Bare: JsonColumn>,
    {
        self.test("@>", part)
    }

    fn step<B: ColumnType>(self, step: B) -> Self {
        let path = self.path.and_then(|mut path| {
            path.push(typed(step, T::def())?);
            Ok(path)
        });
        Self { path, ..self }
    }

    fn read<V: ColumnType>(self, read: Read) -> Extracted<T, V, N> {
        let column = self.column;
        Extracted::new(self.path.map(|path| ExtractedFrom::Json(JsonSource { column, path, read })))
    }

    fn test<B: ColumnType>(self, operator: &'static str, value: B) -> Predicate<T, N> {
        let column = self.column;
        Predicate::test(self.path.and_then(|path| {
            let source = JsonSource { column, path, read: Read::Document };
            Ok(Test::Json(Box::new(JsonTest { source, operator, value: typed(value, T::def())? })))
        }))
    }
}

fn owned<'name>(names: impl IntoIterator<Item = &'name str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}

impl<T, N> fmt::Debug for JsonPath<T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("JsonPath").field(&self.column).field(&self.path).finish()
    }
}
