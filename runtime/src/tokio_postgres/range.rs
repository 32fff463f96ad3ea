//! `Range` in your own statements of tokio-postgres: parameters, results and arrays.

use std::fmt::Debug;
use std::ops::Bound;

use bytes::{BufMut, BytesMut};
use tokio_postgres::types::{FromSql, IsNull, Kind, ToSql, Type, to_sql_checked};

use super::column_type::{self, Failure};
use crate::column_type::{RangeElement, bound_value, range_flags, split};
use crate::{ColumnType, Range};

/// Writes the text of a range in the binary format.
pub(super) fn encode(text: &str, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
    let refused = || format!("`{text}` is not a range of the type {ty}");
    let Kind::Range(element) = ty.kind() else { return Err(refused().into()) };
    let bounds = split(text).ok_or_else(refused)?;
    out.put_u8(range_flags(bounds.as_ref()));
    for bound in bounds.into_iter().flat_map(<[Bound<String>; 2]>::from) {
        let (Bound::Included(bound) | Bound::Excluded(bound)) = bound else { continue };
        let value = bound_value(ty.name(), &bound).ok_or_else(refused)?;
        let start = out.len();
        out.put_i32(0);
        let _ = column_type::to_sql(Ok(value), element, out)?;
        let length = i32::try_from(out.len() - start - 4)?;
        if let Some(place) = out.get_mut(start..start + 4) {
            place.copy_from_slice(&length.to_be_bytes());
        }
    }
    Ok(IsNull::No)
}

impl<T: RangeElement + Debug> ToSql for Range<T> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        column_type::to_sql(self.clone().into_value(), ty, out)
    }

    fn accepts(ty: &Type) -> bool {
        column_type::accepts::<Self>(ty)
    }

    to_sql_checked!();
}

impl<'row, T: RangeElement> FromSql<'row> for Range<T> {
    fn from_sql(ty: &Type, raw: &'row [u8]) -> Result<Self, Failure> {
        column_type::from_sql(ty, raw)
    }

    fn accepts(ty: &Type) -> bool {
        column_type::reads::<Self>(ty)
    }
}
