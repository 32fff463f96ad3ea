//! The traits of the drivers for generated types. The code that the macros generate calls these, and the features of
//! this crate decide what they expand to.

/// Implements the traits of a column type for the drivers: an enum or a newtype. `$clause` is the clause of the
/// implementation of `ColumnType`: where it does not hold, rustc reports the same error once.
#[doc(hidden)]
#[macro_export]
macro_rules! __column_type_on_drivers {
    ($ty:ident $($clause:tt)*) => {
        $crate::__column_type_on_sqlx!($ty $($clause)*);
        $crate::__column_type_on_tokio_postgres!($ty $($clause)*);
    };
}

#[cfg(feature = "sqlx")]
#[doc(hidden)]
#[macro_export]
macro_rules! __column_type_on_sqlx {
    ($ty:ident $($clause:tt)*) => {
        impl $crate::__v0::sqlx::Type<$crate::__v0::sqlx::Postgres> for $ty $($clause)* {
            fn type_info() -> $crate::__v0::sqlx::PgTypeInfo {
                $crate::__v0::sqlx::type_info::<Self>()
            }
            fn compatible(ty: &$crate::__v0::sqlx::PgTypeInfo) -> ::core::primitive::bool {
                $crate::__v0::sqlx::compatible::<Self>(ty)
            }
        }
        impl $crate::__v0::sqlx::PgHasArrayType for $ty $($clause)* {
            fn array_type_info() -> $crate::__v0::sqlx::PgTypeInfo {
                $crate::__v0::sqlx::array_type_info::<Self>()
            }
            fn array_compatible(ty: &$crate::__v0::sqlx::PgTypeInfo) -> ::core::primitive::bool {
                $crate::__v0::sqlx::array_compatible::<Self>(ty)
            }
        }
        impl $crate::__v0::sqlx::Encode<'_, $crate::__v0::sqlx::Postgres> for $ty $($clause)* {
            fn encode_by_ref(
                &self,
                buffer: &mut $crate::__v0::sqlx::PgArgumentBuffer,
            ) -> $crate::__v0::Result<$crate::__v0::sqlx::IsNull, $crate::__v0::sqlx::BoxDynError> {
                $crate::__v0::sqlx::encode::<Self>(self.__value(), buffer)
            }
        }
        impl $crate::__v0::sqlx::Decode<'_, $crate::__v0::sqlx::Postgres> for $ty $($clause)* {
            fn decode(
                value: $crate::__v0::sqlx::PgValueRef<'_>,
            ) -> $crate::__v0::Result<Self, $crate::__v0::sqlx::BoxDynError> {
                $crate::__v0::sqlx::decode(value)
            }
        }
    };
}

#[cfg(not(feature = "sqlx"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __column_type_on_sqlx {
    ($ty:ident $($clause:tt)*) => {};
}

#[cfg(feature = "tokio-postgres")]
#[doc(hidden)]
#[macro_export]
macro_rules! __column_type_on_tokio_postgres {
    ($ty:ident $($clause:tt)*) => {
        impl $crate::__v0::tokio_postgres::ToSql for $ty $($clause)* {
            fn to_sql(
                &self,
                ty: &$crate::__v0::tokio_postgres::Type,
                out: &mut $crate::__v0::tokio_postgres::BytesMut,
            ) -> $crate::__v0::Result<$crate::__v0::tokio_postgres::IsNull, $crate::__v0::tokio_postgres::Failure> {
                $crate::__v0::tokio_postgres::to_sql(self.__value(), ty, out)
            }
            fn accepts(ty: &$crate::__v0::tokio_postgres::Type) -> ::core::primitive::bool {
                $crate::__v0::tokio_postgres::accepts::<Self>(ty)
            }
            fn to_sql_checked(
                &self,
                ty: &$crate::__v0::tokio_postgres::Type,
                out: &mut $crate::__v0::tokio_postgres::BytesMut,
            ) -> $crate::__v0::Result<$crate::__v0::tokio_postgres::IsNull, $crate::__v0::tokio_postgres::Failure> {
                $crate::__v0::tokio_postgres::to_sql_checked(self, ty, out)
            }
        }
        impl<'row> $crate::__v0::tokio_postgres::FromSql<'row> for $ty $($clause)* {
            fn from_sql(
                ty: &$crate::__v0::tokio_postgres::Type,
                raw: &'row [u8],
            ) -> $crate::__v0::Result<Self, $crate::__v0::tokio_postgres::Failure> {
                $crate::__v0::tokio_postgres::from_sql(ty, raw)
            }
            fn accepts(ty: &$crate::__v0::tokio_postgres::Type) -> ::core::primitive::bool {
                $crate::__v0::tokio_postgres::reads::<Self>(ty)
            }
        }
    };
}

#[cfg(not(feature = "tokio-postgres"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __column_type_on_tokio_postgres {
    ($ty:ident $($clause:tt)*) => {};
}

/// Implements `sqlx::FromRow` for a table.
#[cfg(feature = "sqlx")]
#[doc(hidden)]
#[macro_export]
macro_rules! __row_on_sqlx {
    ($ty:ident) => {
        impl<'row> $crate::__v0::sqlx::FromRow<'row, $crate::__v0::sqlx::PgRow> for $ty {
            fn from_row(row: &'row $crate::__v0::sqlx::PgRow) -> $crate::__v0::sqlx::Result<Self> {
                $crate::__v0::sqlx::read_table(row)
            }
        }
    };
}

#[cfg(not(feature = "sqlx"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __row_on_sqlx {
    ($ty:ident) => {};
}
