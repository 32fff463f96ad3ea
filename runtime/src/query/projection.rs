//! The conversion of the columns of a select.

use crate::query::from::{HasTable, Marker, Optional, Required};
use crate::query::{Column, FromRow, Row};
use crate::{ColumnDef, ColumnType, DecodeError, Table};

/// The result type of a row of a select: the struct, a tuple of structs, or some columns.
pub trait Projection: 'static {
    /// The Rust type.
    type Output: Send + 'static;

    /// Reads the columns in the order of the statement.
    #[doc(hidden)]
    fn read(row: &mut Row<'_>) -> Result<Self::Output, DecodeError>;
}

/// Reads only `P`.
pub(crate) struct Read<P: Projection>(pub(crate) P::Output);

impl<P: Projection> FromRow for Read<P> {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        P::read(row).map(Self)
    }
}

/// A value that is not a column of a table: a count.
pub(crate) struct Scalar<V>(Marker<V>);

impl<V: ColumnType> Projection for Scalar<V> {
    type Output = V;

    fn read(row: &mut Row<'_>) -> Result<V, DecodeError> {
        row.next()
    }
}

/// `P` after a value that the statement adds.
pub(crate) struct Prefixed<V, P>(Marker<(V, P)>);

impl<V: ColumnType, P: Projection> Projection for Prefixed<V, P> {
    type Output = (V, P::Output);

    fn read(row: &mut Row<'_>) -> Result<Self::Output, DecodeError> {
        Ok((row.next()?, P::read(row)?))
    }
}

/// Some columns of the select `S`: a [`Column`], or a tuple of at most twelve.
///
/// The compiler infers the position `P` of their tables.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` is neither a column nor a tuple of at most twelve columns",
    label = "expected columns of `{S}`",
    note = "docs: peristyle::rules::P03"
)]
pub trait ColumnsOf<S, P>: 'static {
    /// The result type: the type of the column, in an `Option` for an outer join.
    type Output: Send + 'static;

    /// Adds the columns with the positions of their tables.
    #[doc(hidden)]
    fn list(self, list: &mut Vec<(usize, &'static ColumnDef)>);

    /// Reads the columns.
    #[doc(hidden)]
    fn read(row: &mut Row<'_>) -> Result<Self::Output, DecodeError>;
}

impl<S, P, T, V, N> ColumnsOf<S, P> for Column<T, V, N>
where
    T: Table,
    V: ColumnType,
    N: 'static,
    S: HasTable<T, N, P>,
    S::Presence: ColumnOutput<V>,
{
    type Output = <S::Presence as ColumnOutput<V>>::Output;

    fn list(self, list: &mut Vec<(usize, &'static ColumnDef)>) {
        list.push((S::PLACE, self.def()));
    }

    fn read(row: &mut Row<'_>) -> Result<Self::Output, DecodeError> {
        row.next()
    }
}

/// The result type of a column of type `V` whose table is [`Required`] or [`Optional`].
pub trait ColumnOutput<V> {
    /// `V`, or `V` in an `Option`.
    type Output: ColumnType;
}

impl<V: ColumnType> ColumnOutput<V> for Required {
    type Output = V;
}

impl<V: ColumnType> ColumnOutput<V> for Optional
where
    Option<V::Base>: ColumnType,
{
    type Output = Option<V::Base>;
}

/// The result type of a select of these columns.
pub struct Columns<C, S, P>(Marker<(C, S, P)>);

impl<C: ColumnsOf<S, P>, S: 'static, P: 'static> Projection for Columns<C, S, P> {
    type Output = C::Output;

    fn read(row: &mut Row<'_>) -> Result<C::Output, DecodeError> {
        C::read(row)
    }
}

/// The result type of a select of distinct rows.
pub struct Distinct<R>(Marker<R>);

impl<R: Projection> Projection for Distinct<R> {
    type Output = R::Output;

    fn read(row: &mut Row<'_>) -> Result<R::Output, DecodeError> {
        R::read(row)
    }
}

macro_rules! tuples {
    ($(($($column:ident $place:ident),*))*) => {
        $(impl<S, $($column, $place),*> ColumnsOf<S, ($($place,)*)> for ($($column,)*)
        where
            $($column: ColumnsOf<S, $place>),*
        {
            type Output = ($($column::Output,)*);

            #[allow(non_snake_case, reason = "a tuple is taken apart by the names of its types")]
            fn list(self, list: &mut Vec<(usize, &'static ColumnDef)>) {
                let ($($column,)*) = self;
                $($column.list(list);)*
            }

            fn read(row: &mut Row<'_>) -> Result<Self::Output, DecodeError> {
                Ok(($($column::read(row)?,)*))
            }
        })*
    };
}

crate::query::tuples::up_to_twelve!(tuples);
