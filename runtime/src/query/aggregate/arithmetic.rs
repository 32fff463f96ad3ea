//! `+`, `-`, `*` and `/` on aggregates.

use std::marker::PhantomData;
use std::ops::{Add, Div, Mul, Sub};

use super::Aggregate;
use super::types::{AggregateResult, Computed};
use crate::query::tree::call::{self, Operand};
use crate::query::{Additive, Multiplicative, SameType, Widened};
use crate::{ColumnType, Error};

/// The second operand of arithmetic with an aggregate of `T`: a value of type `V`, or an aggregate of `T` with this type.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` is not an aggregate or a value of type `{V}`",
    label = "expected a `{V}`, or an aggregate of columns of the same table with this type",
    note = "`count_rows()` belongs to no table: write `.count()` of the primary key",
    note = "read both sums in one type: `.sum_as::<i64>()`",
    note = "docs: peristyle::rules::P03"
)]
pub trait AggregateOperand<T, V, N> {
    /// `V`, or an `Option` if the operand may be NULL.
    type Column: ColumnType;

    /// The operand.
    #[doc(hidden)]
    fn operand(self) -> Result<Operand, Error>;
}

#[diagnostic::do_not_recommend]
impl<T, V: ColumnType<Base = V>, N> AggregateOperand<T, V, N> for V {
    type Column = V;

    fn operand(self) -> Result<Operand, Error> {
        self.into_value().map(Operand::Value).map_err(|error| Error::unencoded(None, error))
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: ColumnType, R: AggregateResult<Value: SameType<V>>, N> AggregateOperand<T, V, N> for Aggregate<T, R, N> {
    type Column = R::Column;

    fn operand(self) -> Result<Operand, Error> {
        self.call.map(Box::new).map(Operand::Call)
    }
}

macro_rules! operators {
    ($($operator:ident::$method:ident, $sql:literal, $bare:ident;)*) => {
        $(/// Computes with aggregates in the type of the first one, so a division of integers truncates. A result that does
        /// not fit, and a division by zero, is an [`Error::OutOfRange`]. The result is NULL if one of them is.
        impl<T, R, N, O> $operator<O> for Aggregate<T, R, N>
        where
            R: AggregateResult<Column: Widened<O::Column>>,
            <R::Value as ColumnType>::Bare: $bare<Operand<R::Value> = R::Value>,
            O: AggregateOperand<T, R::Value, N>,
        {
            type Output = Aggregate<T, Computed<<R::Column as Widened<O::Column>>::Output>, N>;

            fn $method(self, operand: O) -> Self::Output {
                let call = self.call.and_then(|call| Ok(computed::<R::Value>(call, $sql, operand.operand()?)));
                Aggregate { call, types: PhantomData }
            }
        })*
    };
}

operators! {
    Add::add, " + ", Additive;
    Sub::sub, " - ", Additive;
    Mul::mul, " * ", Multiplicative;
    Div::div, " / ", Multiplicative;
}

fn computed<V: ColumnType>(call: call::Call, operator: &'static str, operand: Operand) -> call::Call {
    call.computed::<V>(operator, operand)
}
