use super::{Exact, Mark, Stored, ValueExpr};
use crate::query::Column;
use crate::query::tree::value_parts::Space;
use crate::query::tree::value_parts::{Origin, Parts};
use crate::{ColumnDef, ColumnType, Error, Table};

/// An operand of type `B` beside a column of `T`: a value, a column of `T`, or an expression.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` is not a value, a column or an expression of type `{B}` in a row of `{T}`",
    label = "expected a `{B}`, or a column of `{T}` with this type",
    note = "docs: peristyle::rules::P03"
)]
pub trait Operand<T, B> {
    /// `B`, or an `Option` if the operand is nullable.
    type Type;
    /// [`Stored`] or [`Excluded`](super::Excluded).
    type Source: Mark;
    /// [`Exact`] or [`Inexact`](super::Inexact).
    type Exactness: Mark;

    /// The operand beside an expression of this column.
    #[doc(hidden)]
    fn parts(self, beside: &'static ColumnDef, space: Space) -> Result<Parts, Error>;
}

#[diagnostic::do_not_recommend]
impl<T: Table, B: ColumnType<Base = B>> Operand<T, B> for B {
    type Type = B;
    type Source = Stored;
    type Exactness = Exact;

    fn parts(self, beside: &'static ColumnDef, space: Space) -> Result<Parts, Error> {
        Parts::value(self, T::def(), beside, space)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Table> Operand<T, String> for &str {
    type Type = String;
    type Source = Stored;
    type Exactness = Exact;

    fn parts(self, beside: &'static ColumnDef, space: Space) -> Result<Parts, Error> {
        Parts::value(self.to_owned(), T::def(), beside, space)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Table, V: ColumnType> Operand<T, V::Base> for Column<T, V> {
    type Type = V;
    type Source = Stored;
    type Exactness = Exact;

    fn parts(self, _: &'static ColumnDef, space: Space) -> Result<Parts, Error> {
        Ok(match space {
            Space::Rust => Parts::column(self.def(), Origin::Stored),
            Space::Own => Parts::own(self.def(), Origin::Stored),
        })
    }
}

#[diagnostic::do_not_recommend]
impl<T: Table, V: ColumnType, S: Mark, E: Mark> Operand<T, V::Base> for ValueExpr<T, V, S, E> {
    type Type = V;
    type Source = S;
    type Exactness = E;

    fn parts(self, _: &'static ColumnDef, _: Space) -> Result<Parts, Error> {
        self.parts
    }
}

/// The type of an expression whose operands have the types `Self` and `W`: an `Option` if one of them is.
pub trait Widened<W> {
    /// The type.
    type Output: ColumnType;
}

impl<V: ColumnType, B: ColumnType<Base = B>> Widened<B> for V {
    type Output = V;
}

impl<V: ColumnType, B: ColumnType> Widened<Option<B>> for V
where
    Option<V::Base>: ColumnType,
{
    type Output = Option<V::Base>;
}
