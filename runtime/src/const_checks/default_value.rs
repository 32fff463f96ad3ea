use crate::const_str::ConstString;

/// A default as it is written: a literal or a constant.
#[derive(Debug, Clone, Copy)]
pub enum DefaultValue {
    /// `"draft"`, or the label of a variant.
    Text(&'static str),
    /// `-1`
    Integer(i128),
    /// `9.99`, as its digits.
    Decimal(&'static str),
    /// `true`
    Boolean(bool),
    /// `b"ab"`
    Bytes(&'static [u8]),
    /// `["a", "b"]`
    Array(&'static [DefaultValue]),
}

impl DefaultValue {
    /// The maximum number of bytes of its SQL.
    #[must_use]
    #[inline]
    pub const fn most_bytes(self) -> usize {
        2 * self.most_bytes_within() + "E''".len()
    }

    /// The same within quotes.
    #[inline]
    const fn most_bytes_within(self) -> usize {
        match self {
            Self::Text(text) | Self::Decimal(text) => text.len(),
            Self::Integer(_) => 40,
            Self::Boolean(_) => "false".len(),
            Self::Bytes(bytes) => 2 * bytes.len() + "\\x".len(),
            Self::Array(elements) => {
                let (mut count, mut at) = ("{}".len(), 0);
                while at < elements.len() {
                    count += 2 * elements[at].most_bytes_within() + "\"\",".len();
                    at += 1;
                }
                count
            }
        }
    }

    /// The literal in SQL.
    #[must_use]
    #[inline]
    pub const fn sql<const N: usize>(self) -> ConstString<N> {
        let mut within = ConstString::new();
        self.write(&mut within);
        if matches!(self, Self::Integer(_) | Self::Decimal(_) | Self::Boolean(_)) {
            return within;
        }
        let mut sql = ConstString::new();
        sql.write_literal(within.as_str());
        sql
    }

    #[inline]
    const fn write<const N: usize>(self, text: &mut ConstString<N>) {
        match self {
            Self::Text(value) | Self::Decimal(value) => text.write(value),
            Self::Integer(value) => {
                text.write(if value < 0 { "-" } else { "" });
                text.write_u128(value.unsigned_abs());
            }
            Self::Boolean(value) => text.write(if value { "true" } else { "false" }),
            Self::Bytes(bytes) => {
                text.write("\\x");
                text.write_hex(bytes);
            }
            Self::Array(elements) => Self::write_elements(elements, text),
        }
    }

    /// `{"a","b"}`, as array input.
    #[inline]
    const fn write_elements<const N: usize>(elements: &[Self], text: &mut ConstString<N>) {
        text.write("{");
        let mut at = 0;
        while at < elements.len() {
            text.write(if at == 0 { "" } else { "," });
            let mut element = ConstString::<N>::new();
            elements[at].write(&mut element);
            match elements[at] {
                Self::Text(_) | Self::Bytes(_) => text.write_element(element.as_str()),
                _ => text.write(element.as_str()),
            }
            at += 1;
        }
        text.write("}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_a_literal() {
        for (value, sql) in [
            (DefaultValue::Text("it's"), "'it''s'"),
            (DefaultValue::Text("a\\b"), "E'a\\\\b'"),
            (DefaultValue::Integer(i128::MIN), "-170141183460469231731687303715884105728"),
            (DefaultValue::Integer(0), "0"),
            (DefaultValue::Decimal("9.99"), "9.99"),
            (DefaultValue::Boolean(false), "false"),
            (DefaultValue::Bytes(b"a\0\xff"), "E'\\\\x6100ff'"),
            (DefaultValue::Array(&[]), "'{}'"),
            (DefaultValue::Array(&[DefaultValue::Integer(1), DefaultValue::Integer(-2)]), "'{1,-2}'"),
            (DefaultValue::Array(&[DefaultValue::Text("a\"b"), DefaultValue::Text("")]), "E'{\"a\\\\\"b\",\"\"}'"),
        ] {
            let text = value.sql::<200>();
            assert_eq!(text.as_str(), sql);
            assert!(sql.len() <= value.most_bytes(), "{sql}");
        }
    }
}
