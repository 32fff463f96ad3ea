//! `Id` in your own statements of sqlx: parameters, results and arrays.

use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgHasArrayType, PgTypeInfo, PgValueRef};
use sqlx::{Decode, Encode, Postgres, Type};
use uuid::Uuid;

use crate::Id;

impl<T: ?Sized> Type<Postgres> for Id<T> {
    fn type_info() -> PgTypeInfo {
        <Uuid as Type<Postgres>>::type_info()
    }

    fn compatible(ty: &PgTypeInfo) -> bool {
        <Uuid as Type<Postgres>>::compatible(ty)
    }
}

impl<T: ?Sized> PgHasArrayType for Id<T> {
    fn array_type_info() -> PgTypeInfo {
        Uuid::array_type_info()
    }

    fn array_compatible(ty: &PgTypeInfo) -> bool {
        Uuid::array_compatible(ty)
    }
}

impl<T: ?Sized> Encode<'_, Postgres> for Id<T> {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        <Uuid as Encode<Postgres>>::encode_by_ref(&self.uuid(), buffer)
    }
}

/// Accepts any version from the database.
impl<T: ?Sized> Decode<'_, Postgres> for Id<T> {
    fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        <Uuid as Decode<Postgres>>::decode(value).map(Self::stored)
    }
}
