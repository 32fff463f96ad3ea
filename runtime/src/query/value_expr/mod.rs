//! Expressions over the columns of one row, such as `Product::STOCK - 1`: for the changes of an update or an upsert,
//! for conditions, orders and aggregates.

mod arithmetic;
mod assign;
mod compare;
mod functions;
mod moments;
mod operand;

pub use arithmetic::{Additive, Modular, Multiplicative};
pub use assign::{AssignTo, InUpdate};
pub use functions::{ArrayColumn, Concatenated, JsonColumn};
pub use moments::{Since, now, now_as};
pub use operand::{Operand, Widened};

use std::fmt;
use std::marker::PhantomData;

use crate::query::Column;
use crate::query::marker::Marker;
use crate::query::tree::value_parts::{Origin, Parts};
use crate::{Error, Table};

/// An expression of type `V` over the columns of a row of `T`, such as `Product::STOCK - 1`. Pass it to
/// [`Update::set`](super::Update::set), [`UpdateMany::set`](super::UpdateMany::set) or
/// [`Upsert::set`](super::Upsert::set): the database computes it from the stored row, so no update of another
/// transaction is lost.
///
/// [Compare](Self::lt) it for a condition, [order](Self::desc) rows by it, or [aggregate](Self::sum) it.
///
/// | expression | SQL | columns |
/// |---|---|---|
/// | `a + b`, `a - b` | `+`, `-` | numbers; [`Interval`](crate::Interval); a timestamp and an `Interval`; a date and a number of days |
/// | `a * b`, `a / b`, `a % b` | `*`, `/`, `%` | numbers; an `Interval` and an `f64` (`*` and `/`) |
/// | `a.concat(b)` | `\|\|` | texts, arrays |
/// | `a.append(b)`, `a.remove(b)` | `array_append`, `array_remove` | arrays |
/// | `a.merge(b)` | `\|\|` | `Json<T>` |
/// | `a.lower()`, `a.upper()`, `a.trim()`, `a.char_length()` | `lower`, `upper`, `btrim`, `char_length` | texts |
/// | `a.since(b)` | `-` | two timestamps (an `Interval`), or two dates (days) |
/// | [`now()`](now()), [`now_as`] | `now()` | the time at which the transaction began |
/// | `a.greatest(b)`, `a.least(b)` | `GREATEST`, `LEAST` | all that are ordered |
/// | `a.coalesce(b)` | `COALESCE` | nullable ones |
///
/// The operand is a value, a column of the same table or another expression. Types are checked as those of values are.
/// If an operand is nullable, so is the expression, and a column that is not nullable does not accept it: give it a
/// value with `coalesce`.
///
/// Nothing wraps around: a result that is out of range, a division by zero, a text that is too long and a violated check
/// are an [`Error::Violation`], and no row is changed. A division of integers truncates, as in Rust.
///
/// A product or quotient of decimals may have more digits than its column, and PostgreSQL would round it. So it must be
/// [`rounded`](ValueExpr::rounded) before it is assigned. A sum with more digits after the decimal point than its column
/// is a violation.
///
/// `S` is [`Stored`], or [`Excluded`] for an expression that is only valid in an upsert. `E` is [`Exact`] or
/// [`Inexact`].
#[must_use = "an expression does nothing until it is part of a statement"]
pub struct ValueExpr<T, V, S = Stored, E = Exact> {
    parts: Result<Parts, Error>,
    types: Marker<(T, V, S, E)>,
}

impl<T, V, S, E> ValueExpr<T, V, S, E> {
    fn new(parts: Result<Parts, Error>) -> Self {
        Self { parts, types: PhantomData }
    }
}

impl<T, V, S> ValueExpr<T, V, S, Inexact> {
    /// Rounds the result to the digits of the column that it is assigned to, half away from zero: 0.125 becomes 0.13 in
    /// a `numeric(10, 2)`.
    pub fn rounded(self) -> ValueExpr<T, V, S> {
        ValueExpr::new(self.parts.map(Parts::rounded))
    }
}

impl<T, V, S, E> ValueExpr<T, V, S, E> {
    pub(in crate::query) fn into_parts(self) -> Result<Parts, Error> {
        self.parts
    }
}

impl<T: Table, V> Column<T, V> {
    /// The value that the insert of an upsert has for this column:
    /// `.set(Product::STOCK, Product::STOCK + Product::STOCK.excluded())`.
    pub fn excluded(self) -> ValueExpr<T, V, Excluded> {
        ValueExpr::new(Ok(Parts::column(self.def(), Origin::Excluded)))
    }
}

impl<T, V, S, E> fmt::Debug for ValueExpr<T, V, S, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ValueExpr").field(&self.parts).finish()
    }
}

/// A property of an expression, which its operands decide.
pub trait Mark {
    /// The property of an expression with another operand.
    type And<M: Mark>: Mark;
}

/// The expression contains only columns of the stored row.
#[derive(Debug, Clone, Copy)]
pub struct Stored;

/// The expression contains a column of the [`excluded`](Column::excluded) row: it is only valid in an upsert.
#[derive(Debug, Clone, Copy)]
pub struct Excluded;

/// The result has no more digits than its operands.
#[derive(Debug, Clone, Copy)]
pub struct Exact;

/// The result may have more digits than its column, so it must be [`rounded`](ValueExpr::rounded).
#[derive(Debug, Clone, Copy)]
pub struct Inexact;

impl Mark for Stored {
    type And<M: Mark> = M;
}

impl Mark for Excluded {
    type And<M: Mark> = Self;
}

impl Mark for Exact {
    type And<M: Mark> = M;
}

impl Mark for Inexact {
    type And<M: Mark> = Self;
}
