//! The results of a select.

use crate::query::marker::Marker;
use crate::query::{FromRow, Row};
use crate::{ColumnType, DecodeError};

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

/// The result type of a select of distinct rows.
pub struct Distinct<R>(Marker<R>);

impl<R: Projection> Projection for Distinct<R> {
    type Output = R::Output;

    fn read(row: &mut Row<'_>) -> Result<R::Output, DecodeError> {
        R::read(row)
    }
}
