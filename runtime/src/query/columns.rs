//! Some columns of a select.

use std::sync::Arc;

use crate::query::from::{HasTable, NoAlias, Optional, Required};
use crate::query::marker::Marker;
use crate::query::projection::Projection;
use crate::query::tree::read::ReadColumn;
use crate::query::{Column, Row, Stored, ValueExpr};
use crate::{ColumnType, DecodeError, Error, Table};

/// Some columns of the select `S`: a [`Column`], an [expression](ValueExpr), or a tuple of at most twelve.
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
    fn list(self, list: &mut Vec<ReadColumn>) -> Result<(), Error>;

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

    fn list(self, list: &mut Vec<ReadColumn>) -> Result<(), Error> {
        list.push(ReadColumn::new(S::PLACE, self.def()));
        Ok(())
    }

    fn read(row: &mut Row<'_>) -> Result<Self::Output, DecodeError> {
        row.next()
    }
}

/// An expression is computed by the database: `.columns((Product::SKU, Product::STOCK - Product::RESERVED))`.
impl<S, P, T, V, E> ColumnsOf<S, P> for ValueExpr<T, V, Stored, E>
where
    T: Table,
    V: ColumnType,
    E: 'static,
    S: HasTable<T, NoAlias, P>,
    S::Presence: ColumnOutput<V>,
{
    type Output = <S::Presence as ColumnOutput<V>>::Output;

    fn list(self, list: &mut Vec<ReadColumn>) -> Result<(), Error> {
        let column = const { &crate::table::column::<V>("expression", "") };
        let expression = Some(Arc::new(self.into_parts()?));
        list.push(ReadColumn { source: S::PLACE, column, expression });
        Ok(())
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

macro_rules! tuples {
    ($(($($column:ident $place:ident),*))*) => {
        $(impl<S, $($column, $place),*> ColumnsOf<S, ($($place,)*)> for ($($column,)*)
        where
            $($column: ColumnsOf<S, $place>),*
        {
            type Output = ($($column::Output,)*);

            #[allow(non_snake_case, reason = "a tuple is taken apart by the names of its types")]
            fn list(self, list: &mut Vec<ReadColumn>) -> Result<(), Error> {
                let ($($column,)*) = self;
                $($column.list(list)?;)*
                Ok(())
            }

            fn read(row: &mut Row<'_>) -> Result<Self::Output, DecodeError> {
                Ok(($($column::read(row)?,)*))
            }
        })*
    };
}

crate::query::tuples::up_to_twelve!(tuples);
