//! Ranges in the binary format of the server.

use std::ops::Bound;

use super::{Day, Driver, Instant, Nullability, Present, Scalar};
use crate::SqlType;

/// A range without values, or its bounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RangeWire<W>(pub(crate) Option<(Bound<W>, Bound<W>)>);

/// A type of the bounds of ranges. Sealed, as [`Wire`](super::Wire).
pub trait WireBound: Sized + Send + 'static {
    /// The OIDs of the range and of its array.
    const OIDS: (u32, u32);

    /// Reads a bound in its binary format.
    fn read(bytes: &[u8]) -> Option<Self>;
}

/// The ranges of PostgreSQL that the drivers read in their binary form, those of [`Range`](crate::Range): the types of their bounds, and the OIDs
/// of the range and of its array.
pub(crate) const RANGES: [(&str, SqlType, (u32, u32)); 5] = [
    ("int4range", SqlType::Integer, i32::OIDS),
    ("int8range", SqlType::BigInt, i64::OIDS),
    ("numrange", SqlType::Numeric, NUMERIC),
    ("daterange", SqlType::Date, Day::OIDS),
    ("tstzrange", SqlType::TimestampTz, Instant::OIDS),
];

const NUMERIC: (u32, u32) = (3906, 3907);

/// The OIDs of such a range and of its array.
pub(crate) fn oids(range: &str) -> Option<(u32, u32)> {
    RANGES.iter().find(|(name, ..)| *name == range).map(|(_, _, oids)| *oids)
}

impl WireBound for i32 {
    const OIDS: (u32, u32) = (3904, 3905);

    fn read(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::from_be_bytes)
    }
}

impl WireBound for i64 {
    const OIDS: (u32, u32) = (3926, 3927);

    fn read(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self::from_be_bytes)
    }
}

impl WireBound for Day {
    const OIDS: (u32, u32) = (3912, 3913);

    fn read(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(i32::from_be_bytes).map(Self)
    }
}

impl WireBound for Instant {
    const OIDS: (u32, u32) = (3910, 3911);

    fn read(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(i64::from_be_bytes).map(Self)
    }
}

#[cfg(feature = "rust_decimal")]
impl WireBound for super::Numeric {
    const OIDS: (u32, u32) = NUMERIC;

    fn read(bytes: &[u8]) -> Option<Self> {
        Self::read(bytes)
    }
}

/// The bits of the first byte.
const EMPTY: u8 = 0x01;
const INCLUDES_LOWER: u8 = 0x02;
const INCLUDES_UPPER: u8 = 0x04;
const NO_LOWER: u8 = 0x08;
const NO_UPPER: u8 = 0x10;

/// The first byte of a range with such bounds.
pub(crate) const fn range_flags<B>(bounds: Option<&(Bound<B>, Bound<B>)>) -> u8 {
    let Some((lower, upper)) = bounds else { return EMPTY };
    let lower = match lower {
        Bound::Included(_) => INCLUDES_LOWER,
        Bound::Excluded(_) => 0,
        Bound::Unbounded => NO_LOWER,
    };
    let upper = match upper {
        Bound::Included(_) => INCLUDES_UPPER,
        Bound::Excluded(_) => 0,
        Bound::Unbounded => NO_UPPER,
    };
    lower | upper
}

impl<W: WireBound> RangeWire<W> {
    /// Reads the flags, and the length and the bytes of each bound.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let (flags, mut rest) = bytes.split_first()?;
        if flags & EMPTY != 0 {
            return rest.is_empty().then_some(Self(None));
        }
        let mut bound = |none: u8, includes: u8| {
            if flags & none != 0 {
                return Some(Bound::Unbounded);
            }
            let (length, behind) = rest.split_first_chunk()?;
            let length = usize::try_from(i32::from_be_bytes(*length)).ok()?;
            let (value, behind) = behind.split_at_checked(length)?;
            rest = behind;
            let value = W::read(value)?;
            Some(if flags & includes != 0 { Bound::Included(value) } else { Bound::Excluded(value) })
        };
        let (lower, upper) = (bound(NO_LOWER, INCLUDES_LOWER)?, bound(NO_UPPER, INCLUDES_UPPER)?);
        rest.is_empty().then_some(Self(Some((lower, upper))))
    }
}

impl<W: WireBound> Driver for RangeWire<W> {}
impl<W: WireBound> Driver for Option<RangeWire<W>> {}
impl<W: WireBound> Driver for Vec<RangeWire<W>> {}
impl<W: WireBound> Driver for Option<Vec<RangeWire<W>>> {}
impl<W> Nullability for RangeWire<W> {
    type Of<R> = R;
}
impl<W> Nullability for Option<RangeWire<W>> {
    type Of<R> = Option<R>;
}
impl<W> Nullability for Vec<RangeWire<W>> {
    type Of<R> = R;
}
impl<W> Nullability for Option<Vec<RangeWire<W>>> {
    type Of<R> = Option<R>;
}
impl<W: WireBound> Present for RangeWire<W> {
    type Nullable = Option<Self>;
}
impl<W: WireBound> Present for Vec<RangeWire<W>> {
    type Nullable = Option<Self>;
}
impl<W: WireBound> Scalar for RangeWire<W> {
    type Array = Vec<Self>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_to_its_last_byte() {
        let both = [INCLUDES_LOWER, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 4];
        let bounds = Some((Bound::Included(1), Bound::Excluded(4)));
        assert_eq!(RangeWire::<i32>::read(&both), Some(RangeWire(bounds)));
        assert_eq!(range_flags(bounds.as_ref()), both[0]);
        for end in 0..both.len() {
            assert_eq!(RangeWire::<i32>::read(&both[..end]), None);
        }
        assert_eq!(RangeWire::<i32>::read(&[EMPTY]), Some(RangeWire(None)));
        assert_eq!(RangeWire::<i32>::read(&[EMPTY, 0]), None);
        let none = Some((Bound::Unbounded, Bound::Unbounded));
        assert_eq!(RangeWire::<i32>::read(&[range_flags(none.as_ref())]), Some(RangeWire(none)));
        assert_eq!(range_flags::<i32>(None), EMPTY);
        assert_eq!(RangeWire::<i32>::read(&[NO_LOWER | NO_UPPER, 0]), None);
        assert_eq!(RangeWire::<i64>::read(&both), None);
        assert_eq!(RangeWire::<i32>::read(&[NO_UPPER, 255, 255, 255, 255]), None);
    }
}
