//! The functions of columns and expressions.

use sea_query::Value;

use super::{Mark, Operand, ValueExpr, Widened};
use crate::column_type::NullableAs;
use crate::query::tree::value_parts::Space;
use crate::query::tree::value_parts::{Origin, Parts};
use crate::query::{Column, Nullable, Textual};
use crate::{ColumnType, EncodeError, Error, Table};

/// A type whose values can be concatenated, below `Option` and newtypes: texts and arrays.
#[diagnostic::on_unimplemented(
    message = "[P03] columns of type `{Self}` cannot be concatenated",
    label = "expected a text column or an array column",
    note = "docs: peristyle::rules::P03"
)]
pub trait Concatenated {}

impl Concatenated for String {}
impl<E: ColumnType> Concatenated for Vec<E> {}

/// The type of an array column, below `Option` and newtypes.
#[diagnostic::on_unimplemented(
    message = "[P03] a column of type `{Self}` is not an array column",
    label = "expected a `Vec` of a column type",
    note = "docs: peristyle::rules::P03"
)]
pub trait ArrayColumn {
    /// The type of the elements.
    type Element: ColumnType;

    /// The array of these elements.
    #[doc(hidden)]
    fn value(elements: Vec<Self::Element>) -> Result<Value, EncodeError>;
}

impl<E: ColumnType> ArrayColumn for Vec<E>
where
    Self: ColumnType,
{
    type Element = E;

    fn value(elements: Self) -> Result<Value, EncodeError> {
        elements.into_value()
    }
}

/// The type of a JSON column, below `Option` and newtypes: `Json<T>`, or `serde_json::Value`.
#[diagnostic::on_unimplemented(
    message = "[P03] a column of type `{Self}` is not a JSON column",
    label = "expected `Json<T>`",
    note = "docs: peristyle::rules::P03"
)]
pub trait JsonColumn {}

#[cfg(feature = "json")]
#[diagnostic::do_not_recommend]
impl<T> JsonColumn for crate::Json<T> {}
#[cfg(feature = "json")]
#[diagnostic::do_not_recommend]
impl JsonColumn for serde_json::Value {}

type ElementOf<V> = <<V as ColumnType>::Bare as ArrayColumn>::Element;

/// Functions on a column; the result is an expression.
#[expect(clippy::type_complexity, reason = "the operand decides three of the types")]
impl<T: Table, V> Column<T, V> {
    /// This text or array, followed by another one. The result is NULL if a text is NULL; a NULL array is skipped.
    #[doc(alias = "||")]
    pub fn concat<R>(self, other: R) -> ValueExpr<T, <V as Widened<R::Type>>::Output, R::Source, R::Exactness>
    where
        V: ColumnType<Bare: Concatenated> + Widened<R::Type>,
        R: Operand<T, V::Base>,
    {
        joined(Ok(Parts::column(self.def(), Origin::Stored)), ["(", " || "], other, Space::Rust)
    }

    /// This text in lower case, by the collation of the column.
    pub fn lower(self) -> ValueExpr<T, V>
    where
        V: Textual,
    {
        ValueExpr::new(Ok(Parts::column(self.def(), Origin::Stored).called("lower")))
    }

    /// This text in upper case, by the collation of the column.
    pub fn upper(self) -> ValueExpr<T, V>
    where
        V: Textual,
    {
        ValueExpr::new(Ok(Parts::column(self.def(), Origin::Stored).called("upper")))
    }

    /// This text without spaces at both ends. Other white space stays.
    #[doc(alias = "btrim")]
    pub fn trim(self) -> ValueExpr<T, V>
    where
        V: Textual,
    {
        ValueExpr::new(Ok(Parts::column(self.def(), Origin::Stored).called("btrim")))
    }

    /// The number of characters of this text.
    pub fn char_length(self) -> ValueExpr<T, NullableAs<V, i32>>
    where
        V: ColumnType + Textual,
        NullableAs<V, i32>: ColumnType,
    {
        let length = Parts::column(self.def(), Origin::Stored).called("char_length");
        ValueExpr::new(Ok(length.of_type::<NullableAs<V, i32>>()))
    }

    /// This array with another element at its end. A NULL array becomes the array of this element.
    #[doc(alias = "array_append")]
    pub fn append<R>(self, element: R) -> ValueExpr<T, V, R::Source, R::Exactness>
    where
        V: ColumnType<Bare: ArrayColumn>,
        R: Operand<T, ElementOf<V>, Type = ElementOf<V>>,
    {
        joined(Ok(Parts::column(self.def(), Origin::Stored)), ["array_append(", ", "], element, Space::Rust)
    }

    /// This array without the elements that are equal to a value. The result is NULL if the array is.
    #[doc(alias = "array_remove")]
    pub fn remove<R>(self, element: R) -> ValueExpr<T, V, R::Source, R::Exactness>
    where
        V: ColumnType<Bare: ArrayColumn>,
        R: Operand<T, ElementOf<V>, Type = ElementOf<V>>,
    {
        joined(Ok(Parts::column(self.def(), Origin::Stored)), ["array_remove(", ", "], element, Space::Rust)
    }

    /// The greater of this and another value. NULL is ignored. The type is an `Option` if one of them is.
    pub fn greatest<R>(self, other: R) -> ValueExpr<T, <V as Widened<R::Type>>::Output, R::Source, R::Exactness>
    where
        V: ColumnType + Widened<R::Type>,
        R: Operand<T, V::Base>,
    {
        joined(Ok(Parts::own(self.def(), Origin::Stored)), ["greatest(", ", "], other, Space::Own)
    }

    /// The smaller of this and another value. NULL is ignored. The type is an `Option` if one of them is.
    pub fn least<R>(self, other: R) -> ValueExpr<T, <V as Widened<R::Type>>::Output, R::Source, R::Exactness>
    where
        V: ColumnType + Widened<R::Type>,
        R: Operand<T, V::Base>,
    {
        joined(Ok(Parts::own(self.def(), Origin::Stored)), ["least(", ", "], other, Space::Own)
    }

    /// This, or the other value where this is NULL.
    pub fn coalesce<R>(self, other: R) -> ValueExpr<T, <V::Base as Widened<R::Type>>::Output, R::Source, R::Exactness>
    where
        V: ColumnType<Base: Widened<R::Type>> + Nullable,
        R: Operand<T, V::Base>,
    {
        joined(Ok(Parts::own(self.def(), Origin::Stored)), ["coalesce(", ", "], other, Space::Own)
    }

    /// This document with the members of a patch, which replace those of the same name. Only the outermost members
    /// are merged. The result is NULL if the document is.
    ///
    /// The patch is any `Json<P>` of an object. A member that serde skips is kept; one that is serialized as `null`
    /// is set to `null`. PostgreSQL does not know the Rust type of the column: if the result is not a `T`, reading
    /// the row is an [`Error::Decode`].
    /// If the stored document is not an object, PostgreSQL makes an array of both.
    #[doc(alias = "||")]
    pub fn merge<P>(self, patch: P) -> ValueExpr<T, V>
    where
        V: ColumnType<Bare: JsonColumn>,
        P: ColumnType<Base = P, Bare: JsonColumn>,
    {
        merged(Ok(Parts::column(self.def(), Origin::Stored)), patch)
    }
}

/// The same functions on an expression.
#[expect(clippy::type_complexity, reason = "the operand decides three of the types")]
impl<T: Table, V, S: Mark, E: Mark> ValueExpr<T, V, S, E> {
    /// This text or array, followed by another one. The result is NULL if a text is NULL; a NULL array is skipped.
    #[doc(alias = "||")]
    pub fn concat<R>(
        self,
        other: R,
    ) -> ValueExpr<T, <V as Widened<R::Type>>::Output, S::And<R::Source>, E::And<R::Exactness>>
    where
        V: ColumnType<Bare: Concatenated> + Widened<R::Type>,
        R: Operand<T, V::Base>,
    {
        joined(self.parts, ["(", " || "], other, Space::Rust)
    }

    /// This text in lower case.
    pub fn lower(self) -> Self
    where
        V: Textual,
    {
        Self::new(self.parts.map(|parts| parts.called("lower")))
    }

    /// This text in upper case.
    pub fn upper(self) -> Self
    where
        V: Textual,
    {
        Self::new(self.parts.map(|parts| parts.called("upper")))
    }

    /// This text without spaces at both ends. Other white space stays.
    #[doc(alias = "btrim")]
    pub fn trim(self) -> Self
    where
        V: Textual,
    {
        Self::new(self.parts.map(|parts| parts.called("btrim")))
    }

    /// The number of characters of this text.
    pub fn char_length(self) -> ValueExpr<T, NullableAs<V, i32>, S, E>
    where
        V: ColumnType + Textual,
        NullableAs<V, i32>: ColumnType,
    {
        let length = |parts: Parts| parts.called("char_length").of_type::<NullableAs<V, i32>>();
        ValueExpr::new(self.parts.map(length))
    }

    /// This array with another element at its end. A NULL array becomes the array of this element.
    #[doc(alias = "array_append")]
    pub fn append<R>(self, element: R) -> ValueExpr<T, V, S::And<R::Source>, E::And<R::Exactness>>
    where
        V: ColumnType<Bare: ArrayColumn>,
        R: Operand<T, ElementOf<V>, Type = ElementOf<V>>,
    {
        joined(self.parts, ["array_append(", ", "], element, Space::Rust)
    }

    /// This array without the elements that are equal to a value. The result is NULL if the array is.
    #[doc(alias = "array_remove")]
    pub fn remove<R>(self, element: R) -> ValueExpr<T, V, S::And<R::Source>, E::And<R::Exactness>>
    where
        V: ColumnType<Bare: ArrayColumn>,
        R: Operand<T, ElementOf<V>, Type = ElementOf<V>>,
    {
        joined(self.parts, ["array_remove(", ", "], element, Space::Rust)
    }

    /// The greater of this and another value. NULL is ignored. The type is an `Option` if one of them is.
    pub fn greatest<R>(
        self,
        other: R,
    ) -> ValueExpr<T, <V as Widened<R::Type>>::Output, S::And<R::Source>, E::And<R::Exactness>>
    where
        V: ColumnType + Widened<R::Type>,
        R: Operand<T, V::Base>,
    {
        joined(self.parts, ["greatest(", ", "], other, Space::Own)
    }

    /// The smaller of this and another value. NULL is ignored. The type is an `Option` if one of them is.
    pub fn least<R>(
        self,
        other: R,
    ) -> ValueExpr<T, <V as Widened<R::Type>>::Output, S::And<R::Source>, E::And<R::Exactness>>
    where
        V: ColumnType + Widened<R::Type>,
        R: Operand<T, V::Base>,
    {
        joined(self.parts, ["least(", ", "], other, Space::Own)
    }

    /// This, or the other value where this is NULL.
    pub fn coalesce<R>(
        self,
        other: R,
    ) -> ValueExpr<T, <V::Base as Widened<R::Type>>::Output, S::And<R::Source>, E::And<R::Exactness>>
    where
        V: ColumnType<Base: Widened<R::Type>> + Nullable,
        R: Operand<T, V::Base>,
    {
        joined(self.parts, ["coalesce(", ", "], other, Space::Own)
    }

    /// This document with the members of a patch, which replace those of the same name. Only the outermost members
    /// are merged. The result is NULL if the document is.
    #[doc(alias = "||")]
    pub fn merge<P>(self, patch: P) -> ValueExpr<T, V, S, E>
    where
        V: ColumnType<Bare: JsonColumn>,
        P: ColumnType<Base = P, Bare: JsonColumn>,
    {
        merged(self.parts, patch)
    }
}

/// `open` and `separator` are the text before the first and the second operand.
fn joined<T, V, S, E, B>(
    left: Result<Parts, Error>,
    [open, separator]: [&'static str; 2],
    right: impl Operand<T, B>,
    space: Space,
) -> ValueExpr<T, V, S, E> {
    ValueExpr::new(left.and_then(|left| {
        let right = right.parts(left.type_column().0, space)?;
        Ok(left.between(open, separator, right))
    }))
}

fn merged<T: Table, V, S, E, P: ColumnType>(left: Result<Parts, Error>, patch: P) -> ValueExpr<T, V, S, E> {
    ValueExpr::new(left.and_then(|left| {
        let right = Parts::value(patch, T::def(), left.type_column().0, Space::Rust)?;
        if !right.is_object() {
            let error = EncodeError::new("a patch must be a JSON object");
            return Err(Error::unencoded(Some(left.type_column().name), error));
        }
        Ok(left.between("(", " || ", right))
    }))
}
