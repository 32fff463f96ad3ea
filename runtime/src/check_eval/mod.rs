//! The evaluation of `check(...)` and `only(...)` in Rust, in the three-valued logic of SQL.
//!
//! `None` is SQL's unknown: a comparison with NULL. As in PostgreSQL, a check passes unless it is `Some(false)`.

mod scalar;

use std::cmp::Ordering;
use std::ops::Deref;

use crate::column_type::precision;
use crate::{ColumnType, PgEnum, SqlType};
use scalar::{Ordered, Same};

/// The known value of a column, in a row, an insert or an update.
#[derive(Debug)]
pub enum Seen<'row, T> {
    /// Unknown: an insert leaves it to its default, or an update does not set it.
    Unknown,
    /// NULL.
    Null,
    /// A value.
    Value(&'row T),
    /// A value of a column that stores this number of digits of a second.
    Cut(&'row T, u8),
    /// A value of a type that the database compares in its own way, such as `citext` or a domain: only the database
    /// decides.
    Opaque,
}

impl<T> Clone for Seen<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Seen<'_, T> {}

impl<'row, T: ColumnType> Seen<'row, T> {
    /// A column that is set.
    pub fn of<V: ColumnType<Bare = T>>(value: &'row V) -> Self {
        value.bare().map_or(Self::Null, |value| match precision::digits(V::SQL) {
            Some(digits) => Self::Cut(value, digits),
            None => Self::Value(value).stored_as(V::SQL),
        })
    }

    /// A column whose declared type is not that of its Rust type.
    #[must_use]
    pub fn stored_as(self, sql_type: SqlType) -> Self {
        match self {
            Self::Value(_) | Self::Cut(..) if !compares_alike(T::SQL, sql_type) => Self::Opaque,
            other => other,
        }
    }

    /// A column that may be unset.
    pub fn of_option<V: ColumnType<Bare = T>>(value: &'row Option<V>) -> Self {
        value.as_ref().map_or(Self::Unknown, Self::of)
    }
}

impl<'row, T> Seen<'row, T> {
    /// A column with a declared number of digits of a second.
    #[must_use]
    pub fn precise(self, digits: u8) -> Self {
        match self {
            Self::Value(value) | Self::Cut(value, _) => Self::Cut(value, digits),
            Self::Unknown | Self::Null | Self::Opaque => self,
        }
    }

    fn value(self) -> Option<&'row T> {
        match self {
            Self::Value(value) | Self::Cut(value, _) => Some(value),
            Self::Unknown | Self::Null | Self::Opaque => None,
        }
    }

    /// A comparison of two values as they are stored.
    fn beside<R>(self, other: Self, decide: impl FnOnce(&T, &T) -> R) -> Option<R>
    where
        T: Same,
    {
        let (one, other) = (self.stored(), other.stored());
        Some(decide(&*one?, &*other?))
    }

    fn stored(self) -> Option<Stored<'row, T>>
    where
        T: Same,
    {
        match self {
            Self::Cut(value, digits) => Some(value.cut(digits).map_or(Stored::AsGiven(value), Stored::Cut)),
            other => other.value().map(Stored::AsGiven),
        }
    }
}

/// Whether values of a Rust type compare as the database compares them in a column of another type. A text may be
/// compared without case or blanks, or as a number or an address, and a domain may round a number.
const fn compares_alike(rust: SqlType, stored: SqlType) -> bool {
    use SqlType::{Array, BigInt, Boolean, Bytea, Date, DoublePrecision, Integer, Interval, Named, Numeric, Real};
    use SqlType::{SmallInt, Time, Timestamp, TimestampTz, Uuid};
    match (rust.unsized_type(), stored.unsized_type()) {
        (Array(rust), Array(stored)) => compares_alike(*rust, *stored),
        (SmallInt | Integer | BigInt, SmallInt | Integer | BigInt | Numeric | Named(_)) => true,
        (Boolean | Uuid | Date | Bytea, Named(_)) => true,
        (Real, DoublePrecision) => true,
        (Time | Timestamp | TimestampTz | Interval, Named(_)) => precision::digits(stored).is_some(),
        (rust, stored) => rust.is(stored),
    }
}

/// A value as its column stores it.
enum Stored<'row, T> {
    AsGiven(&'row T),
    Cut(T),
}

impl<T> Deref for Stored<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::AsGiven(value) => value,
            Self::Cut(value) => value,
        }
    }
}

/// The decided checks: the number of each in the definition, and whether it holds.
#[derive(Debug, Default)]
pub struct Decisions(Vec<(usize, Option<bool>)>);

impl Decisions {
    /// Creates an empty list.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a check.
    #[must_use]
    pub fn and(mut self, place: usize, kept: Option<bool>) -> Self {
        self.0.push((place, kept));
        self
    }

    /// Returns the numbers of the violated checks.
    pub(crate) fn broken(&self) -> impl Iterator<Item = usize> {
        self.0.iter().filter(|(_, kept)| *kept == Some(false)).map(|(place, _)| *place)
    }
}

/// An integer literal of a condition.
#[derive(Debug, Clone, Copy)]
pub struct Integer(pub i128);

/// A literal with a decimal point, as written.
#[derive(Debug, Clone, Copy)]
pub struct Decimal(pub &'static str);

/// A text literal.
#[derive(Debug, Clone, Copy)]
pub struct Text(pub &'static str);

/// An operand of `==` and `!=` with a column of type `Base`.
#[diagnostic::on_unimplemented(
    message = "[C09] this cannot be compared with a column of type `{Base}`",
    label = "not comparable with `{Base}`",
    note = "docs: peristyle::rules::C09"
)]
pub trait Equals<Base> {
    /// Whether they are equal; `None` if one is NULL.
    fn equals(&self, left: Seen<'_, Base>) -> Option<bool>;
}

/// An operand of `<`, `<=`, `>` and `>=` with a column of type `Base`.
#[diagnostic::on_unimplemented(
    message = "[C09] this cannot be ordered with a column of type `{Base}`",
    label = "no order with `{Base}`",
    note = "texts and enums can only be compared with `==` and `!=`: their order is defined by the database",
    note = "docs: peristyle::rules::C09"
)]
pub trait Compares<Base> {
    /// The order of the left operand and this one; `None` if one is NULL.
    fn order(&self, left: Seen<'_, Base>) -> Option<Ordering>;
}

impl<B: Same> Equals<B> for Seen<'_, B> {
    fn equals(&self, left: Seen<'_, B>) -> Option<bool> {
        left.beside(*self, B::same)
    }
}

impl<B: Ordered> Compares<B> for Seen<'_, B> {
    fn order(&self, left: Seen<'_, B>) -> Option<Ordering> {
        left.beside(*self, B::order_of)
    }
}

impl<E: PgEnum> Equals<E> for E {
    fn equals(&self, left: Seen<'_, E>) -> Option<bool> {
        left.value().map(|left| left.label() == self.label())
    }
}

impl Equals<bool> for bool {
    fn equals(&self, left: Seen<'_, bool>) -> Option<bool> {
        left.value().map(|left| left == self)
    }
}

impl Equals<String> for Text {
    fn equals(&self, left: Seen<'_, String>) -> Option<bool> {
        left.value().map(|left| left == self.0)
    }
}

macro_rules! number {
    ($($literal:ident as |$value:ident, $left:ident| $order:expr => $($base:ty),*;)*) => {
        $($(
            impl Compares<$base> for $literal {
                fn order(&self, left: Seen<'_, $base>) -> Option<Ordering> {
                    let ($value, $left) = (self.0, left.value()?);
                    $order
                }
            }

            impl Equals<$base> for $literal {
                fn equals(&self, left: Seen<'_, $base>) -> Option<bool> {
                    self.order(left).map(Ordering::is_eq)
                }
            }
        )*)*
    };
}

number! {
    Integer as |value, left| Some(i128::from(*left).cmp(&value)) => i16, i32, i64;
    Integer as |value, left| Some(f64::from(*left).order_of(&(value as f64))) => f32;
    Integer as |value, left| Some(left.order_of(&(value as f64))) => f64;
    Decimal as |value, left| Some(f64::from(*left).order_of(&value.parse().ok()?)) => f32;
    Decimal as |value, left| Some(left.order_of(&value.parse().ok()?)) => f64;
}

#[cfg(feature = "rust_decimal")]
number! {
    Integer as |value, left| Some(
        rust_decimal::Decimal::try_from_i128_with_scale(value, 0).map_or_else(|_| 0.cmp(&value), |value| left.cmp(&value))
    ) => rust_decimal::Decimal;
    Decimal as |value, left| Some(left.cmp(&exactly(value)?)) => rust_decimal::Decimal;
}

#[cfg(feature = "bigdecimal")]
number! {
    Integer as |value, left| Some(left.cmp(&value.into())) => bigdecimal::BigDecimal;
    Decimal as |value, left| Some(left.cmp(&value.parse().ok()?)) => bigdecimal::BigDecimal;
}

/// A literal with more digits than a `Decimal` can hold is checked only by the database.
#[cfg(feature = "rust_decimal")]
fn exactly(literal: &str) -> Option<rust_decimal::Decimal> {
    rust_decimal::Decimal::from_str_exact(literal).or_else(|_| rust_decimal::Decimal::from_scientific(literal)).ok()
}

/// `left == right`
pub fn equal<B, R: Equals<B>>(left: Seen<'_, B>, right: R) -> Option<bool> {
    right.equals(left)
}

/// `left != right`
pub fn not_equal<B, R: Equals<B>>(left: Seen<'_, B>, right: R) -> Option<bool> {
    not(equal(left, right))
}

/// `left < right`
pub fn less<B, R: Compares<B>>(left: Seen<'_, B>, right: R) -> Option<bool> {
    order(left, right).map(Ordering::is_lt)
}

/// `left <= right`
pub fn less_or_equal<B, R: Compares<B>>(left: Seen<'_, B>, right: R) -> Option<bool> {
    order(left, right).map(Ordering::is_le)
}

/// `left > right`
pub fn greater<B, R: Compares<B>>(left: Seen<'_, B>, right: R) -> Option<bool> {
    order(left, right).map(Ordering::is_gt)
}

/// `left >= right`
pub fn greater_or_equal<B, R: Compares<B>>(left: Seen<'_, B>, right: R) -> Option<bool> {
    order(left, right).map(Ordering::is_ge)
}

fn order<B, R: Compares<B>>(left: Seen<'_, B>, right: R) -> Option<Ordering> {
    right.order(left)
}

/// `one && other`
#[must_use]
pub fn and(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// `one || other`
#[must_use]
pub fn or(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    not(and(not(one), not(other)))
}

/// `!one`
#[must_use]
pub fn not(one: Option<bool>) -> Option<bool> {
    one.map(|one| !one)
}

/// A `char(n)` without trailing blanks, as the server compares it.
#[must_use]
pub fn unpadded(column: Seen<'_, String>) -> Option<Option<String>> {
    match column {
        Seen::Unknown | Seen::Opaque => None,
        Seen::Null => Some(None),
        Seen::Value(text) | Seen::Cut(text, _) => Some(Some(text.trim_end_matches(' ').to_owned())),
    }
}

/// `column.is_none()`
#[must_use]
pub fn is_null<T>(column: Seen<'_, T>) -> Option<bool> {
    match column {
        Seen::Unknown => None,
        Seen::Null => Some(true),
        Seen::Value(_) | Seen::Cut(..) | Seen::Opaque => Some(false),
    }
}

/// A type with `starts_with`.
#[diagnostic::on_unimplemented(
    message = "[C09] a column of type `{Self}` has no `starts_with`: it is not a text",
    label = "not a text",
    note = "docs: peristyle::rules::C09"
)]
pub trait Begins {
    /// Whether the value has the prefix.
    fn begins_with(&self, start: &str) -> bool;
}

impl Begins for String {
    fn begins_with(&self, start: &str) -> bool {
        self.starts_with(start)
    }
}

/// `name.starts_with("..")`
pub fn starts_with<B: Begins>(left: Seen<'_, B>, start: Text) -> Option<bool> {
    left.value().map(|left| left.begins_with(start.0))
}

/// A type with a length.
#[diagnostic::on_unimplemented(
    message = "[C09] a column of type `{Self}` has no length",
    label = "no length",
    note = "docs: peristyle::rules::C09"
)]
pub trait Length {
    /// Returns the number of characters of a text, bytes of a bytea, or elements of an array.
    fn length(&self) -> usize;
}

impl Length for String {
    fn length(&self) -> usize {
        self.chars().count()
    }
}

impl Length for Vec<u8> {
    fn length(&self) -> usize {
        self.len()
    }
}

impl<T: ColumnType> Length for Vec<T> {
    fn length(&self) -> usize {
        self.len()
    }
}

/// `name.len()`
pub fn length<T: Length>(column: Seen<'_, T>) -> Option<i64> {
    column.value().and_then(|value| i64::try_from(value.length()).ok())
}

/// A length; NULL for NULL.
#[must_use]
pub fn counted(count: &Option<i64>) -> Seen<'_, i64> {
    count.as_ref().map_or(Seen::Null, Seen::Value)
}

/// The SQL function of `name.len()`.
#[must_use]
pub const fn length_function(sql_type: SqlType) -> &'static str {
    match sql_type {
        SqlType::Bytea => "octet_length",
        SqlType::Array(_) => "cardinality",
        _ => "char_length",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_is_neither_true_nor_false() {
        assert_eq!(greater(Seen::of(&None::<i32>), Integer(0)), None);
        assert_eq!(greater(Seen::of(&Some(1_i32)), Integer(0)), Some(true));
        assert_eq!(greater(Seen::of_option(&None::<i32>), Integer(0)), None);
        assert_eq!(is_null(Seen::of(&None::<i32>)), Some(true));
        assert_eq!(is_null(Seen::of_option(&None::<Option<i32>>)), None);
        assert_eq!(and(None, Some(false)), Some(false));
        assert_eq!(and(None, Some(true)), None);
        assert_eq!(or(None, Some(true)), Some(true));
        assert_eq!(or(None, Some(false)), None);
        assert_eq!(not(None), None);
    }

    #[test]
    fn literals_compare_with_every_number() {
        assert_eq!(less_or_equal(Seen::Value(&5_i16), Integer(5)), Some(true));
        assert_eq!(less(Seen::Value(&0.25_f32), Decimal("0.5")), Some(true));
        assert_eq!(greater(Seen::Value(&f64::NAN), Integer(7)), Some(true));
        assert_eq!(equal(Seen::Value(&"a".to_owned()), Text("a")), Some(true));
        assert_eq!(less(Seen::Value(&1_i64), Seen::Value(&2_i64)), Some(true));
    }

    #[cfg(feature = "rust_decimal")]
    #[test]
    fn a_literal_that_no_decimal_is_is_left_to_the_database_or_beyond_all() {
        let half = rust_decimal::Decimal::new(5, 1);
        assert_eq!(equal(Seen::Value(&half), Decimal("5e-1")), Some(true));
        assert_eq!(greater(Seen::Value(&half), Decimal("0.49999999999999999999999999999999")), None);
        assert_eq!(less(Seen::Value(&half), Integer(i128::MAX)), Some(true));
        assert_eq!(less(Seen::Value(&half), Integer(i128::MIN)), Some(false));
    }

    #[test]
    fn lengths_are_counted_as_the_server_does() {
        assert_eq!(length(Seen::Value(&"äöü".to_owned())), Some(3));
        assert_eq!(length(Seen::<String>::Null), None);
        assert_eq!(length(Seen::Value(&vec![1_u8, 2])), Some(2));
        assert_eq!(length_function(<Vec<i32> as ColumnType>::SQL), "cardinality");
    }
}
