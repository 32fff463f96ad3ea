//! Our types that the drivers read from the binary format of the server.

use super::{Day, Instant, RangeWire, TimeOfDay, WireBound};
use crate::{DecodeError, Interval};

/// A type that is read from the binary format.
trait Received: Sized {
    /// Returns `None` if the length is wrong.
    fn read(bytes: &[u8]) -> Option<Self>;
}

fn received<T: Received>(bytes: &[u8]) -> Result<T, DecodeError> {
    T::read(bytes).ok_or_else(|| DecodeError::new("the bytes are not a valid value of the type"))
}

impl Received for Instant {
    fn read(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(i64::from_be_bytes).map(Self)
    }
}

impl Received for Day {
    fn read(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(i32::from_be_bytes).map(Self)
    }
}

impl Received for TimeOfDay {
    fn read(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(i64::from_be_bytes).map(Self)
    }
}

/// Microseconds, days, months.
impl Received for Interval {
    fn read(bytes: &[u8]) -> Option<Self> {
        let (microseconds, rest) = bytes.split_first_chunk()?;
        let (days, months) = rest.split_first_chunk()?;
        Some(Self {
            months: i32::from_be_bytes(months.try_into().ok()?),
            days: i32::from_be_bytes(*days),
            microseconds: i64::from_be_bytes(*microseconds),
        })
    }
}

#[cfg(feature = "rust_decimal")]
impl Received for super::Numeric {
    fn read(bytes: &[u8]) -> Option<Self> {
        Self::read(bytes)
    }
}

impl<W: WireBound> Received for RangeWire<W> {
    fn read(bytes: &[u8]) -> Option<Self> {
        Self::read(bytes)
    }
}

#[cfg(feature = "sqlx")]
mod on_sqlx {
    use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
    use sqlx::error::BoxDynError;
    use sqlx::postgres::types::{Oid, PgInterval};
    use sqlx::postgres::{PgHasArrayType, PgTypeInfo, PgValueFormat, PgValueRef};
    use sqlx::{Decode, Postgres, Type};

    use super::{Day, DecodeError, Instant, Interval, RangeWire, TimeOfDay, WireBound, received};

    macro_rules! received {
        ($($received:ty as $type:ty $(| $other:ty)*;)*) => {
            $(
                impl Type<Postgres> for $received {
                    fn type_info() -> PgTypeInfo {
                        <$type as Type<Postgres>>::type_info()
                    }

                    fn compatible(ty: &PgTypeInfo) -> bool {
                        <$type as Type<Postgres>>::compatible(ty) $(|| <$other as Type<Postgres>>::compatible(ty))*
                    }
                }

                impl PgHasArrayType for $received {
                    fn array_type_info() -> PgTypeInfo {
                        <$type as PgHasArrayType>::array_type_info()
                    }

                    fn array_compatible(ty: &PgTypeInfo) -> bool {
                        <$type as PgHasArrayType>::array_compatible(ty) $(|| <$other as PgHasArrayType>::array_compatible(ty))*
                    }
                }

                impl Decode<'_, Postgres> for $received {
                    fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
                        decoded(&value)
                    }
                }
            )*
        };
    }

    fn decoded<T: super::Received>(value: &PgValueRef<'_>) -> Result<T, BoxDynError> {
        match value.format() {
            PgValueFormat::Binary => Ok(received(value.as_bytes()?)?),
            PgValueFormat::Text => Err(DecodeError::new("expected the binary format, got text").into()),
        }
    }

    received! {
        Instant as DateTime<Utc> | NaiveDateTime;
        Day as NaiveDate;
        TimeOfDay as NaiveTime;
        Interval as PgInterval;
    }
    #[cfg(feature = "rust_decimal")]
    received! {
        crate::column_type::wire::Numeric as rust_decimal::Decimal;
    }

    impl<W: WireBound> Type<Postgres> for RangeWire<W> {
        fn type_info() -> PgTypeInfo {
            PgTypeInfo::with_oid(Oid(W::OIDS.0))
        }
    }

    impl<W: WireBound> PgHasArrayType for RangeWire<W> {
        fn array_type_info() -> PgTypeInfo {
            PgTypeInfo::with_oid(Oid(W::OIDS.1))
        }
    }

    impl<W: WireBound> Decode<'_, Postgres> for RangeWire<W> {
        fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
            decoded(&value)
        }
    }
}

#[cfg(feature = "tokio-postgres")]
mod on_tokio_postgres {
    use std::error::Error;

    use tokio_postgres::types::{FromSql, Type};

    use super::{Day, Instant, Interval, RangeWire, TimeOfDay, WireBound, received};

    macro_rules! received {
        ($($received:ty as $($type:ident)|*;)*) => {
            $(impl FromSql<'_> for $received {
                fn from_sql(_: &Type, bytes: &[u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
                    Ok(received(bytes)?)
                }

                fn accepts(ty: &Type) -> bool {
                    matches!(*ty, $(Type::$type)|*)
                }
            })*
        };
    }

    received! {
        Instant as TIMESTAMPTZ | TIMESTAMP;
        Day as DATE;
        TimeOfDay as TIME;
        Interval as INTERVAL;
    }
    #[cfg(feature = "rust_decimal")]
    received! {
        crate::column_type::wire::Numeric as NUMERIC;
    }

    impl<W: WireBound> FromSql<'_> for RangeWire<W> {
        fn from_sql(_: &Type, bytes: &[u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
            Ok(received(bytes)?)
        }

        fn accepts(ty: &Type) -> bool {
            ty.oid() == W::OIDS.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_as_many_as_the_type_has() {
        assert_eq!(received::<Instant>(&[0, 0, 0, 0, 0, 0, 1, 0]).unwrap(), Instant(256));
        let bytes = [0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 2, 255, 255, 255, 255];
        assert_eq!(received::<Interval>(&bytes).unwrap(), Interval { months: -1, days: 2, microseconds: 3 });
        for few in [&[][..], &[0; 3], &[0; 5], &[0; 15], &[0; 17]] {
            assert!(received::<Instant>(few).is_err() && received::<Day>(few).is_err());
            assert!(received::<TimeOfDay>(few).is_err() && received::<Interval>(few).is_err());
        }
    }
}
