//! Conditions as Rust: what `check(...)` and `only(...)` become beside their SQL, in the three values of SQL.
//!
//! `None` is SQL's unknown: a comparison with NULL. A check passes unless it is `Some(false)`, as in PostgreSQL.

use std::cmp::Ordering;

use crate::{ColumnType, SqlType};

/// An integer literal of a condition.
#[derive(Debug, Clone, Copy)]
pub struct Integer(pub i128);

/// A literal with a decimal point, as it was written.
#[derive(Debug, Clone, Copy)]
pub struct Decimal(pub &'static str);

/// A text literal.
#[derive(Debug, Clone, Copy)]
pub struct Text(pub &'static str);

/// What may stand on the right of `==` and `!=` beside a column of type `Base`.
#[diagnostic::on_unimplemented(
    message = "[C09] `{Self}` cannot be compared with a column of type `{Base}`",
    label = "not comparable with `{Base}`",
    note = "docs: peristyle::rules::C09"
)]
pub trait Equals<Base> {
    /// Whether they are equal; `None` where this side is NULL.
    fn equals(&self, left: &Base) -> Option<bool>;
}

/// What may stand on the right of `<`, `<=`, `>` and `>=` beside a column of type `Base`.
#[diagnostic::on_unimplemented(
    message = "[C09] `{Self}` has no order beside a column of type `{Base}`",
    label = "no order beside `{Base}`",
    note = "docs: peristyle::rules::C09"
)]
pub trait Compares<Base> {
    /// How the left side stands to this one; `None` where this side is NULL.
    fn order(&self, left: &Base) -> Option<Ordering>;
}

impl<R> Equals<R::Base> for R
where
    R: ColumnType,
    R::Base: PartialEq,
{
    fn equals(&self, left: &R::Base) -> Option<bool> {
        self.base().map(|right| left == right)
    }
}

impl<R> Compares<R::Base> for R
where
    R: ColumnType,
    R::Base: PartialOrd,
{
    fn order(&self, left: &R::Base) -> Option<Ordering> {
        self.base().and_then(|right| left.partial_cmp(right))
    }
}

impl Equals<String> for Text {
    fn equals(&self, left: &String) -> Option<bool> {
        Some(left == self.0)
    }
}

macro_rules! number {
    ($($literal:ident as |$value:ident, $left:ident| $order:expr => $($base:ty),*;)*) => {
        $($(
            impl Compares<$base> for $literal {
                fn order(&self, $left: &$base) -> Option<Ordering> {
                    let $value = self.0;
                    $order
                }
            }

            impl Equals<$base> for $literal {
                fn equals(&self, left: &$base) -> Option<bool> {
                    self.order(left).map(Ordering::is_eq)
                }
            }
        )*)*
    };
}

number! {
    Integer as |value, left| Some(i128::from(*left).cmp(&value)) => i16, i32, i64;
    Integer as |value, left| Some(float_order(f64::from(*left), value as f64)) => f32, f64;
    Decimal as |value, left| Some(float_order(f64::from(*left), value.parse().ok()?)) => f32, f64;
}

#[cfg(feature = "rust_decimal")]
number! {
    Integer as |value, left| Some(left.cmp(&rust_decimal::Decimal::try_from_i128_with_scale(value, 0).ok()?)) => rust_decimal::Decimal;
    Decimal as |value, left| Some(left.cmp(&value.parse().ok()?)) => rust_decimal::Decimal;
}

/// PostgreSQL's order of floats: NaN equals itself and is greater than every number.
fn float_order(left: f64, right: f64) -> Ordering {
    left.partial_cmp(&right).unwrap_or_else(|| left.is_nan().cmp(&right.is_nan()))
}

/// `left == right`
pub fn equal<L: ColumnType, R: Equals<L::Base>>(left: &L, right: &R) -> Option<bool> {
    left.base().and_then(|left| right.equals(left))
}

/// `left != right`
pub fn not_equal<L: ColumnType, R: Equals<L::Base>>(left: &L, right: &R) -> Option<bool> {
    not(equal(left, right))
}

/// `left < right`
pub fn less<L: ColumnType, R: Compares<L::Base>>(left: &L, right: &R) -> Option<bool> {
    order(left, right).map(Ordering::is_lt)
}

/// `left <= right`
pub fn less_or_equal<L: ColumnType, R: Compares<L::Base>>(left: &L, right: &R) -> Option<bool> {
    order(left, right).map(Ordering::is_le)
}

/// `left > right`
pub fn greater<L: ColumnType, R: Compares<L::Base>>(left: &L, right: &R) -> Option<bool> {
    order(left, right).map(Ordering::is_gt)
}

/// `left >= right`
pub fn greater_or_equal<L: ColumnType, R: Compares<L::Base>>(left: &L, right: &R) -> Option<bool> {
    order(left, right).map(Ordering::is_ge)
}

fn order<L: ColumnType, R: Compares<L::Base>>(left: &L, right: &R) -> Option<Ordering> {
    left.base().and_then(|left| right.order(left))
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

/// `column.is_none()`
pub fn is_null<T: ColumnType>(column: &Option<T>) -> Option<bool> {
    Some(column.is_none())
}

/// The same of a column that an update may leave as it is.
pub fn becomes_null<T: ColumnType>(column: &Option<Option<T>>) -> Option<bool> {
    column.as_ref().map(Option::is_none)
}

/// The new value of a nullable column, as far as an update knows it.
#[must_use]
pub fn flattened<T: ColumnType>(column: &Option<Option<T>>) -> &Option<T> {
    match column {
        Some(value) => value,
        None => &None,
    }
}

/// `name.starts_with("..")`
pub fn starts_with<L: ColumnType<Base = String>>(left: &L, start: &Text) -> Option<bool> {
    left.base().map(|left| left.starts_with(start.0))
}

/// What has a length.
#[diagnostic::on_unimplemented(
    message = "[C09] a column of type `{Self}` has no length",
    label = "no length",
    note = "docs: peristyle::rules::C09"
)]
pub trait Length {
    /// Characters of a text, bytes of a bytea, elements of an array.
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
pub fn length<T>(column: &T) -> Option<i64>
where
    T: ColumnType,
    T::Base: Length,
{
    column.base().and_then(|base| i64::try_from(base.length()).ok())
}

/// The SQL function that `name.len()` is.
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
        assert_eq!(greater(&None::<i32>, &Integer(0)), None);
        assert_eq!(greater(&Some(1_i32), &Integer(0)), Some(true));
        assert_eq!(and(None, Some(false)), Some(false));
        assert_eq!(and(None, Some(true)), None);
        assert_eq!(or(None, Some(true)), Some(true));
        assert_eq!(or(None, Some(false)), None);
        assert_eq!(not(None), None);
    }

    #[test]
    fn literals_compare_with_every_number() {
        assert_eq!(less_or_equal(&5_i16, &Integer(5)), Some(true));
        assert_eq!(less(&0.25_f32, &Decimal("0.5")), Some(true));
        assert_eq!(greater(&f64::NAN, &Integer(7)), Some(true));
        assert_eq!(equal(&"a".to_owned(), &Text("a")), Some(true));
    }

    #[test]
    fn lengths_count_what_the_server_counts() {
        assert_eq!(length(&"äöü".to_owned()), Some(3));
        assert_eq!(length(&None::<String>), None);
        assert_eq!(length(&vec![1_u8, 2]), Some(2));
        assert_eq!(length_function(<Vec<i32> as ColumnType>::SQL), "cardinality");
    }
}
