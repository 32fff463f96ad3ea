//! `+`, `-`, `*`, `/` and `%` on columns and expressions.

use std::ops::{Add, Div, Mul, Rem, Sub};

#[cfg(any(feature = "rust_decimal", feature = "bigdecimal"))]
use super::Inexact;
use super::{Exact, Mark, Operand, ValueExpr, Widened};
use crate::query::Column;
use crate::query::tree::value_parts::Space;
use crate::query::tree::value_parts::{Origin, Parts};
use crate::{ColumnType, Error, Interval, Table};

/// A type with `+` and `-`, below `Option` and newtypes.
#[diagnostic::on_unimplemented(
    message = "[P03] a column of type `{Self}` has no `+` and `-`",
    label = "only numbers, intervals, timestamps and dates have `+` and `-`",
    note = "docs: peristyle::rules::P03"
)]
pub trait Additive {
    /// The type of the other operand for a column of type `B`.
    type Operand<B>;
    /// [`Exact`]: a sum has no more digits than its operands.
    type Exactness: Mark;
}

/// A type with `*` and `/`, below `Option` and newtypes.
#[diagnostic::on_unimplemented(
    message = "[P03] a column of type `{Self}` has no `*` and `/`",
    label = "only numbers and intervals have `*` and `/`",
    note = "docs: peristyle::rules::P03"
)]
pub trait Multiplicative {
    /// The type of the other operand for a column of type `B`.
    type Operand<B>;
    /// [`Inexact`] if the result may have more digits than the column.
    type Exactness: Mark;
}

/// A type with `%`, below `Option` and newtypes.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "[P03] a column of type `{Self}` has no `%`",
    label = "only integers and decimals have `%`",
    note = "docs: peristyle::rules::P03"
)]
pub trait Modular {
    type Operand<B>;
    type Exactness: Mark;
}

macro_rules! numbers {
    ($($number:ty: $exactness:ty;)*) => {
        $(impl Additive for $number {
            type Operand<B> = B;
            type Exactness = Exact;
        }

        impl Multiplicative for $number {
            type Operand<B> = B;
            type Exactness = $exactness;
        })*
    };
}

macro_rules! modular {
    ($($number:ty)*) => {
        $(impl Modular for $number {
            type Operand<B> = B;
            type Exactness = Exact;
        })*
    };
}

/// A moment moves by a span.
macro_rules! moments {
    ($($moment:ty: $span:ty;)*) => {
        $(impl Additive for $moment {
            type Operand<B> = $span;
            type Exactness = Exact;
        })*
    };
}

numbers! {
    i16: Exact;
    i32: Exact;
    i64: Exact;
    f32: Exact;
    f64: Exact;
}

modular!(i16 i32 i64);

#[cfg(feature = "rust_decimal")]
numbers!(rust_decimal::Decimal: Inexact;);
#[cfg(feature = "rust_decimal")]
modular!(rust_decimal::Decimal);
#[cfg(feature = "bigdecimal")]
numbers!(bigdecimal::BigDecimal: Inexact;);
#[cfg(feature = "bigdecimal")]
modular!(bigdecimal::BigDecimal);

moments! {
    chrono::DateTime<chrono::Utc>: Interval;
    chrono::NaiveDateTime: Interval;
    chrono::NaiveDate: i32;
    Interval: Interval;
}

#[cfg(feature = "time")]
moments! {
    time::OffsetDateTime: Interval;
    time::UtcDateTime: Interval;
    time::PrimitiveDateTime: Interval;
    time::Date: i32;
}

#[cfg(feature = "jiff")]
moments! {
    jiff::Timestamp: Interval;
    jiff::civil::DateTime: Interval;
    jiff::civil::Date: i32;
}

impl Multiplicative for Interval {
    type Operand<B> = f64;
    type Exactness = Exact;
}

/// The type of the other operand of a column of type `V`.
type AddendOf<V> = <<V as ColumnType>::Bare as Additive>::Operand<<V as ColumnType>::Base>;
type FactorOf<V> = <<V as ColumnType>::Bare as Multiplicative>::Operand<<V as ColumnType>::Base>;
type ModulusOf<V> = <<V as ColumnType>::Bare as Modular>::Operand<<V as ColumnType>::Base>;

type ExactnessOfSum<V> = <<V as ColumnType>::Bare as Additive>::Exactness;
type ExactnessOfProduct<V> = <<V as ColumnType>::Bare as Multiplicative>::Exactness;
type ExactnessOfModulus<V> = <<V as ColumnType>::Bare as Modular>::Exactness;

macro_rules! operators {
    ($($operator:ident::$method:ident, $sql:literal, $bare:ident, $operand:ident, $exactness:ident;)*) => {
        $(impl<T, V, R> $operator<R> for Column<T, V>
        where
            T: Table,
            V: ColumnType<Bare: $bare> + Widened<R::Type>,
            R: Operand<T, $operand<V>>,
        {
            type Output = ValueExpr<
                T,
                <V as Widened<R::Type>>::Output,
                R::Source,
                <$exactness<V> as Mark>::And<R::Exactness>,
            >;

            fn $method(self, operand: R) -> Self::Output {
                ValueExpr::new(combined(Ok(Parts::column(self.def(), Origin::Stored)), $sql, operand))
            }
        }

        impl<T, V, S, E, R> $operator<R> for ValueExpr<T, V, S, E>
        where
            T: Table,
            V: ColumnType<Bare: $bare> + Widened<R::Type>,
            S: Mark,
            E: Mark,
            R: Operand<T, $operand<V>>,
        {
            type Output = ValueExpr<
                T,
                <V as Widened<R::Type>>::Output,
                S::And<R::Source>,
                <E::And<$exactness<V>> as Mark>::And<R::Exactness>,
            >;

            fn $method(self, operand: R) -> Self::Output {
                ValueExpr::new(combined(self.parts, $sql, operand))
            }
        })*
    };
}

operators! {
    Add::add, " + ", Additive, AddendOf, ExactnessOfSum;
    Sub::sub, " - ", Additive, AddendOf, ExactnessOfSum;
    Mul::mul, " * ", Multiplicative, FactorOf, ExactnessOfProduct;
    Div::div, " / ", Multiplicative, FactorOf, ExactnessOfProduct;
    Rem::rem, " % ", Modular, ModulusOf, ExactnessOfModulus;
}

pub(super) fn combined<T, B>(
    left: Result<Parts, Error>,
    operator: &'static str,
    right: impl Operand<T, B>,
) -> Result<Parts, Error> {
    let left = left?;
    let right = right.parts(left.type_column().0, Space::Rust)?;
    Ok(left.binary(operator, right))
}
