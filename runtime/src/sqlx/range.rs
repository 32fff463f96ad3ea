//! `Range` in your own statements of sqlx: parameters, results and arrays.

use std::ops::Bound;

use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgHasArrayType, PgTypeInfo, PgValueRef};
use sqlx::{Decode, Encode, Postgres, Type};

use super::column_type::{self, bind};
use crate::column_type::{RangeElement, bound_value, range_flags, split};
use crate::{ColumnType, Range};

/// Writes the text of a range in the binary format.
pub(super) fn encode(range: &str, text: &str, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
    let refused = || format!("`{text}` is not a range of the type {range}");
    let bounds = split(text).ok_or_else(refused)?;
    buffer.push(range_flags(bounds.as_ref()));
    for bound in bounds.into_iter().flat_map(<[Bound<String>; 2]>::from) {
        let (Bound::Included(bound) | Bound::Excluded(bound)) = bound else { continue };
        let value = bound_value(range, &bound).ok_or_else(refused)?;
        let start = buffer.len();
        buffer.extend([0; 4]);
        let _ = bind(value, buffer)?;
        let length = i32::try_from(buffer.len() - start - 4)?;
        if let Some(place) = buffer.get_mut(start..start + 4) {
            place.copy_from_slice(&length.to_be_bytes());
        }
    }
    Ok(IsNull::No)
}

impl<T: RangeElement> Type<Postgres> for Range<T> {
    fn type_info() -> PgTypeInfo {
        column_type::type_info::<Self>()
    }

    fn compatible(ty: &PgTypeInfo) -> bool {
        column_type::compatible::<Self>(ty)
    }
}

impl<T: RangeElement> PgHasArrayType for Range<T> {
    fn array_type_info() -> PgTypeInfo {
        column_type::array_type_info::<Self>()
    }

    fn array_compatible(ty: &PgTypeInfo) -> bool {
        column_type::array_compatible::<Self>(ty)
    }
}

impl<T: RangeElement> Encode<'_, Postgres> for Range<T> {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        column_type::encode::<Self>(self.clone().into_value(), buffer)
    }
}

impl<T: RangeElement> Decode<'_, Postgres> for Range<T> {
    fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        column_type::decode(value)
    }
}
