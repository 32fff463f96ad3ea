use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;

use super::error::CursorError;

/// A position in a list, created by a page: opaque, and checked when it is used.
///
/// `Display` writes it as base64url, which needs no escaping in a URL, and `FromStr` reads it. With the feature `serde`
/// it is serialized as that text.
///
/// A cursor contains the values of the ordered columns, a fingerprint of the list and a checksum. A cursor that is
/// truncated, changed or belongs to another table, tenant, filter or order is an
/// [`Error::Cursor`](crate::Error::Cursor), and never returns wrong rows.
///
/// It is neither secret nor signed: a client can read its values and forge another one. But it cannot extend the list:
/// tenant, filters and order come from the statement, so a forged cursor is another position in the same list, or an
/// error.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Cursor {
    pub(super) fingerprint: u64,
    pub(super) side: Side,
    pub(super) place: Vec<Option<String>>,
}

/// The rows before or after the position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Side {
    After,
    /// Includes the row at the position.
    From,
    Before,
    /// Includes the row at the position.
    UpTo,
}

impl Side {
    const ALL: [Self; 4] = [Self::After, Self::From, Self::Before, Self::UpTo];

    pub(super) const fn backward(self) -> bool {
        matches!(self, Self::Before | Self::UpTo)
    }

    pub(super) const fn inclusive(self) -> bool {
        matches!(self, Self::From | Self::UpTo)
    }

    /// Returns the cursor for the other side of the same position.
    pub(super) const fn opposite(self) -> Self {
        match self {
            Self::After => Self::UpTo,
            Self::UpTo => Self::After,
            Self::Before => Self::From,
            Self::From => Self::Before,
        }
    }
}

/// The version of the format.
const VERSION: u8 = 2;

impl Cursor {
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION, self.side as u8];
        bytes.extend(self.fingerprint.to_be_bytes());
        for value in &self.place {
            match value {
                None => bytes.extend([0; 4]),
                // The length plus one, so that an empty text differs from NULL.
                Some(text) => {
                    bytes.extend((u32::try_from(text.len()).unwrap_or(u32::MAX - 1) + 1).to_be_bytes());
                    bytes.extend(text.bytes());
                }
            }
        }
        bytes.extend(Fingerprint::of(&bytes).to_be_bytes());
        bytes
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (content, checksum) = bytes.split_last_chunk()?;
        if Fingerprint::of(content).to_be_bytes() != *checksum {
            return None;
        }
        let ([version, side], rest) = content.split_first_chunk()?;
        let (fingerprint, mut rest) = rest.split_first_chunk()?;
        let mut place = Vec::new();
        while !rest.is_empty() {
            place.push(value(&mut rest)?);
        }
        let side = *Side::ALL.get(usize::from(*side)).filter(|_| *version == VERSION)?;
        Some(Self { fingerprint: u64::from_be_bytes(*fingerprint), side, place })
    }
}

/// Reads the next value, or `None` if it is incomplete. The inner `Option` is NULL.
#[expect(clippy::option_option, reason = "NULL is a value")]
fn value(rest: &mut &[u8]) -> Option<Option<String>> {
    let (length, behind) = rest.split_first_chunk()?;
    let Some(length) = u32::from_be_bytes(*length).checked_sub(1) else {
        *rest = behind;
        return Some(None);
    };
    let (text, behind) = behind.split_at_checked(usize::try_from(length).ok()?)?;
    *rest = behind;
    let text = std::str::from_utf8(text).ok().filter(|text| !text.contains('\0'))?;
    Some(Some(text.to_owned()))
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64URL.encode(self.bytes()))
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        BASE64URL.decode(text).ok().and_then(|bytes| Self::read(&bytes)).ok_or(CursorError::Malformed)
    }
}

/// Without the values, which belong to a row.
impl fmt::Debug for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cursor({:?}, {:016x})", self.side, self.fingerprint)
    }
}

/// FNV-1a, which is the same in every build.
pub(super) struct Fingerprint(u64);

impl Fingerprint {
    pub(super) const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    pub(super) fn add(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    }

    pub(super) const fn finish(&self) -> u64 {
        self.0
    }

    fn of(bytes: &[u8]) -> u64 {
        let mut fingerprint = Self::new();
        fingerprint.add(bytes);
        fingerprint.finish()
    }
}

impl fmt::Write for Fingerprint {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.add(text.as_bytes());
        Ok(())
    }
}

#[cfg(feature = "serde")]
mod with_serde {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Cursor;

    impl Serialize for Cursor {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_str(self)
        }
    }

    impl<'de> Deserialize<'de> for Cursor {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursor() -> Cursor {
        let place = vec![Some("größe".to_owned()), None, Some(String::new()), Some("0197d5c4".to_owned())];
        Cursor { fingerprint: 0x0123_4567_89ab_cdef, side: Side::Before, place }
    }

    #[test]
    fn a_cursor_is_read_as_it_is_written() {
        for side in Side::ALL {
            let cursor = Cursor { side, ..cursor() };
            let text = cursor.to_string();
            assert_eq!(text.parse(), Ok(cursor));
            assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'));
        }
        let empty = Cursor { place: Vec::new(), ..cursor() };
        assert_eq!(empty.to_string().parse(), Ok(empty));
    }

    #[test]
    fn a_cursor_that_was_changed_is_refused() {
        let text = cursor().to_string();
        for at in 0..text.len() {
            assert_eq!(text[..at].parse::<Cursor>(), Err(CursorError::Malformed), "cut at {at}");
            for other in ["A", "b", "7", "-", "_", "+", " "] {
                let mut changed = text.clone();
                changed.replace_range(at..=at, other);
                assert!(changed == text || changed.parse::<Cursor>() == Err(CursorError::Malformed), "{changed}");
            }
        }
        assert_eq!(format!("{text}A").parse::<Cursor>(), Err(CursorError::Malformed));
        assert_eq!("größe".parse::<Cursor>(), Err(CursorError::Malformed));
    }

    #[test]
    fn a_checksum_alone_makes_no_cursor() {
        let forged = |mut bytes: Vec<u8>| {
            bytes.extend(Fingerprint::of(&bytes).to_be_bytes());
            BASE64URL.encode(&bytes).parse::<Cursor>()
        };
        let head = |version: u8, side: u8| [vec![version, side], vec![0; 8]].concat();
        assert!(forged(head(VERSION, 0)).is_ok());
        for bytes in [
            vec![],
            vec![VERSION, 0, 1],
            head(VERSION + 1, 0),
            head(VERSION, 4),
            [head(VERSION, 0), vec![0, 0, 0]].concat(),
            [head(VERSION, 0), vec![0, 0, 0, 3, b'a']].concat(),
            [head(VERSION, 0), vec![255, 255, 255, 255, b'a']].concat(),
            [head(VERSION, 0), vec![0, 0, 0, 2, 0xff]].concat(),
            [head(VERSION, 0), vec![0, 0, 0, 2, 0]].concat(),
        ] {
            assert_eq!(forged(bytes.clone()), Err(CursorError::Malformed), "{bytes:?}");
        }
    }

    #[test]
    fn values_are_not_logged() {
        assert_eq!(format!("{:?}", cursor()), "Cursor(Before, 0123456789abcdef)");
    }

    #[cfg(all(feature = "serde", feature = "json"))]
    #[test]
    fn serde_writes_the_same_text() {
        let json = serde_json::to_string(&cursor()).unwrap();
        assert_eq!(json, format!("\"{}\"", cursor()));
        assert_eq!(serde_json::from_str::<Cursor>(&json).unwrap(), cursor());
        assert!(serde_json::from_str::<Cursor>("\"x\"").is_err());
    }
}
