//! The texts of enums, documents, addresses and the like in the binary format of the server, for rows of your own SQL.
//! The statements of this crate cast such columns to text instead.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::DecodeError;

/// The text of a value, or the texts of the elements of an array.
#[derive(Debug, PartialEq, Eq)]
pub enum Texts {
    /// A value.
    One(String),
    /// The elements of an array.
    Many(Vec<String>),
}

/// Whether a type is read from one text or from many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// One text.
    One,
    /// The texts of an array.
    Many,
}

/// The binary format of a type that has a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// The text itself.
    Plain,
    /// A byte with the version, then the text.
    Versioned,
    /// An address or a network.
    Inet,
    /// Groups of four digits.
    Numeric,
}

impl Form {
    /// The format of a type by its OID, if it is built in, or by its name.
    pub(crate) fn of(oid: u32, name: &str, is_enum: bool) -> Option<Self> {
        match oid {
            // json, xml; text, varchar, char(n), name, unknown
            114 | 142 | 25 | 1043 | 1042 | 19 | 705 => Some(Self::Plain),
            // jsonb
            3802 => Some(Self::Versioned),
            // inet, cidr
            869 | 650 => Some(Self::Inet),
            1700 => Some(Self::Numeric),
            _ if is_enum => Some(Self::Plain),
            // Types of extensions have no fixed OID.
            _ => match name.rsplit('.').next()? {
                "citext" => Some(Self::Plain),
                "ltree" | "lquery" | "ltxtquery" => Some(Self::Versioned),
                _ => None,
            },
        }
    }

    /// Reads the text of a value.
    pub(crate) fn read(self, bytes: &[u8]) -> Result<String, DecodeError> {
        let text = match self {
            Self::Plain => utf8(bytes),
            Self::Versioned => bytes.split_first().and_then(|(_, text)| utf8(text)),
            Self::Inet => inet(bytes),
            Self::Numeric => numeric(bytes),
        };
        text.ok_or_else(malformed)
    }

    /// Reads the texts of an array of one dimension.
    pub(crate) fn read_array(self, bytes: &[u8]) -> Result<Vec<String>, DecodeError> {
        let mut reader = Reader(bytes);
        let (dimensions, _flags, _element) = (reader.i32()?, reader.i32()?, reader.i32()?);
        match dimensions {
            0 => return Ok(Vec::new()),
            1 => {}
            _ => return Err(DecodeError::new("the array has more than one dimension")),
        }
        let (count, _lower) = (reader.i32()?, reader.i32()?);
        (0..count).map(|_| self.read(reader.element()?)).collect()
    }
}

/// A value of this type has a binary format that is not known here.
pub(crate) fn unknown(type_name: &str) -> DecodeError {
    DecodeError::new(format!("a value of the type {type_name} is not read as text: cast it, as in `column::text`"))
}

/// The bytes that are not read yet.
struct Reader<'bytes>(&'bytes [u8]);

impl<'bytes> Reader<'bytes> {
    fn i32(&mut self) -> Result<i32, DecodeError> {
        let (number, rest) = self.0.split_first_chunk().ok_or_else(malformed)?;
        self.0 = rest;
        Ok(i32::from_be_bytes(*number))
    }

    fn element(&mut self) -> Result<&'bytes [u8], DecodeError> {
        let length = self.i32()?;
        let length = usize::try_from(length).map_err(|_| DecodeError::new("an element of the array is NULL"))?;
        let (element, rest) = self.0.split_at_checked(length).ok_or_else(malformed)?;
        self.0 = rest;
        Ok(element)
    }
}

fn malformed() -> DecodeError {
    DecodeError::new("the bytes are not a valid value of the type")
}

fn utf8(bytes: &[u8]) -> Option<String> {
    std::str::from_utf8(bytes).ok().map(str::to_owned)
}

/// The family, the bits of the network, whether it is a `cidr`, the length, and the address.
fn inet(bytes: &[u8]) -> Option<String> {
    let [_family, bits, _is_cidr, _length, address @ ..] = bytes else { return None };
    let address = match address.len() {
        4 => Ipv4Addr::from(<[u8; 4]>::try_from(address).ok()?).to_string(),
        16 => Ipv6Addr::from(<[u8; 16]>::try_from(address).ok()?).to_string(),
        _ => return None,
    };
    Some(format!("{address}/{bits}"))
}

/// The number of groups, the weight of the first group, the sign, the scale, and the groups.
fn numeric(bytes: &[u8]) -> Option<String> {
    let (numbers, []) = bytes.as_chunks::<2>() else { return None };
    let mut numbers = numbers.iter().map(|number| u16::from_be_bytes(*number));
    let (_count, weight) = (numbers.next()?, numbers.next()?.cast_signed());
    let sign = match numbers.next()? {
        0xC000 => return Some("NaN".to_owned()),
        0xD000 => return Some("Infinity".to_owned()),
        0xF000 => return Some("-Infinity".to_owned()),
        0x4000 => "-",
        _ => "",
    };
    let scale = usize::from(numbers.next()?);
    let groups: Vec<u16> = numbers.collect();
    let weight = i32::from(weight);
    let group = |place: i32| usize::try_from(weight - place).ok().and_then(|at| groups.get(at)).copied().unwrap_or(0);
    let whole: String = (0..=weight.max(0)).rev().map(|place| format!("{:04}", group(place))).collect();
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let places = i32::try_from(scale.div_ceil(4)).ok()?;
    let mut behind: String = (1..=places).map(|place| format!("{:04}", group(-place))).collect();
    behind.truncate(scale);
    let point = if scale == 0 { "" } else { "." };
    Some(format!("{sign}{whole}{point}{behind}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_from_each_format() {
        assert_eq!(Form::Plain.read(b"draft").unwrap(), "draft");
        assert_eq!(Form::Versioned.read(b"\x01{}").unwrap(), "{}");
        assert_eq!(Form::Inet.read(&[2, 8, 0, 4, 10, 0, 0, 0]).unwrap(), "10.0.0.0/8");
        assert!(Form::Inet.read(&[2, 8, 0]).is_err() && Form::Versioned.read(&[]).is_err());
        assert!(Form::Plain.read(&[255]).is_err());
    }

    #[test]
    fn numbers_are_read_in_groups() {
        let number = |groups: &[u16]| {
            let bytes: Vec<u8> = groups.iter().flat_map(|group| group.to_be_bytes()).collect();
            Form::Numeric.read(&bytes).unwrap()
        };
        assert_eq!(number(&[2, 0, 0, 2, 12, 3400]), "12.34");
        assert_eq!(number(&[2, 1, 0x4000, 0, 1, 1]), "-10001");
        assert_eq!(number(&[1, 1, 0, 1, 1]), "10000.0");
        assert_eq!(number(&[1, u16::MAX, 0, 4, 50]), "0.0050");
        assert_eq!(number(&[1, 65_534, 0, 8, 50]), "0.00000050");
        assert_eq!(number(&[0, 0, 0, 0]), "0");
        assert_eq!(number(&[0, 0, 0xC000, 0]), "NaN");
    }

    #[test]
    fn arrays_are_read() {
        let bytes = |elements: &[Option<&str>]| {
            let mut bytes: Vec<u8> =
                [1, 0, 25, i32::try_from(elements.len()).unwrap(), 1].into_iter().flat_map(i32::to_be_bytes).collect();
            for element in elements {
                let length = element.map_or(-1, |element| i32::try_from(element.len()).unwrap());
                bytes.extend(length.to_be_bytes());
                bytes.extend(element.unwrap_or_default().bytes());
            }
            bytes
        };
        assert_eq!(Form::Plain.read_array(&bytes(&[Some("a"), Some("")])).unwrap(), ["a", ""]);
        assert_eq!(Form::Plain.read_array(&[0; 12]).unwrap(), [""; 0]);
        assert!(Form::Plain.read_array(&bytes(&[None])).is_err());
        assert!(Form::Plain.read_array(&[0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0]).is_err());
        assert!(Form::Plain.read_array(&bytes(&[Some("a")])[..22]).is_err() && Form::Plain.read_array(&[0]).is_err());
    }
}
