//! Documents, as jsonb takes them.

/// Whether a text is one document, whatever its depth.
pub(super) fn is_document(text: &str) -> bool {
    let mut reader = Reader { rest: text.as_bytes(), open: Vec::new() };
    reader.document().is_some()
}

struct Reader<'text> {
    rest: &'text [u8],
    /// The objects and arrays around: what closes each.
    open: Vec<u8>,
}

impl Reader<'_> {
    fn document(&mut self) -> Option<()> {
        loop {
            self.value()?;
            loop {
                self.blank();
                match (self.open.last().copied(), self.rest.first().copied()) {
                    (None, None) => return Some(()),
                    (Some(closing), Some(byte)) if byte == closing => self.close(),
                    (Some(closing), Some(b',')) => {
                        self.rest = &self.rest[1..];
                        if closing == b'}' {
                            self.key()?;
                        }
                        break;
                    }
                    _ => return None,
                }
            }
        }
    }

    /// A value, or the beginning of one down to the first that holds none.
    fn value(&mut self) -> Option<()> {
        loop {
            self.blank();
            match self.rest.first()? {
                b'{' => self.open(b'}'),
                b'[' => self.open(b']'),
                b'"' => return self.string(),
                b'-' | b'0'..=b'9' => return self.number(),
                _ => return self.word(),
            }
            self.blank();
            let closing = self.open.last().copied();
            if self.rest.first().copied() == closing {
                self.close();
                return Some(());
            }
            if closing == Some(b'}') {
                self.key()?;
            }
        }
    }

    fn open(&mut self, closing: u8) {
        self.open.push(closing);
        self.rest = &self.rest[1..];
    }

    fn close(&mut self) {
        self.open.pop();
        self.rest = &self.rest[1..];
    }

    fn blank(&mut self) {
        let blanks = self.rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
        self.rest = &self.rest[blanks..];
    }

    fn key(&mut self) -> Option<()> {
        self.blank();
        self.string()?;
        self.blank();
        self.rest = self.rest.strip_prefix(b":")?;
        Some(())
    }

    fn word(&mut self) -> Option<()> {
        let words: [&[u8]; 3] = [b"true", b"false", b"null"];
        self.rest = words.into_iter().find_map(|word| self.rest.strip_prefix(word))?;
        Some(())
    }

    fn string(&mut self) -> Option<()> {
        self.rest = self.rest.strip_prefix(b"\"")?;
        loop {
            let (byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            match byte {
                b'"' => return Some(()),
                b'\\' => self.escape()?,
                0..0x20 => return None,
                _ => {}
            }
        }
    }

    fn escape(&mut self) -> Option<()> {
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        match byte {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(()),
            b'u' => self.character(),
            _ => None,
        }
    }

    /// Not NUL, and no half of a pair.
    fn character(&mut self) -> Option<()> {
        let first = self.unit()?;
        let units = if (0xd800..0xdc00).contains(&first) {
            self.rest = self.rest.strip_prefix(b"\\u")?;
            vec![first, self.unit()?]
        } else {
            vec![first]
        };
        (first != 0 && char::decode_utf16(units).all(|character| character.is_ok())).then_some(())
    }

    fn unit(&mut self) -> Option<u16> {
        let (digits, rest) = self.rest.split_at_checked(4)?;
        self.rest = rest;
        let digits = std::str::from_utf8(digits).ok().filter(|digits| super::literal::is_hexadecimal(digits))?;
        u16::from_str_radix(digits, 16).ok()
    }

    fn number(&mut self) -> Option<()> {
        self.rest = self.rest.strip_prefix(b"-").unwrap_or(self.rest);
        let leading_zero = self.rest.first() == Some(&b'0');
        let before = self.digits();
        let behind = match self.rest.strip_prefix(b".") {
            Some(rest) => {
                self.rest = rest;
                Some(self.digits())
            }
            None => None,
        };
        let power = self.power()?;
        let fits = before > 0 && (before == 1 || !leading_zero) && behind != Some(0);
        // A numeric has 131,072 digits before its point and 16,383 behind it.
        let room =
            if power { before < 6000 && behind < Some(6000) } else { before <= 131_072 && behind <= Some(16_383) };
        (fits && room).then_some(())
    }

    /// Whether there is an exponent, of at most four digits.
    fn power(&mut self) -> Option<bool> {
        let Some(rest) = self.rest.strip_prefix(b"e").or_else(|| self.rest.strip_prefix(b"E")) else {
            return Some(false);
        };
        self.rest = rest.strip_prefix(b"-").or_else(|| rest.strip_prefix(b"+")).unwrap_or(rest);
        (1..=4).contains(&self.digits()).then_some(true)
    }

    fn digits(&mut self) -> usize {
        let count = self.rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.rest = &self.rest[count..];
        count
    }
}

#[cfg(test)]
mod tests {
    use super::is_document;

    #[test]
    fn documents() {
        for text in [
            "null",
            "true",
            " false ",
            "0",
            "-0.5",
            "1e9999",
            "12E-3",
            "\"\"",
            r#""\"\\\/\b\f\n\r\t\u0041\ud83d\ude00größe""#,
            "[]",
            "{}",
            "[ ]",
            "[1, 2]",
            r#"{"a": [{"b": {}}, []], "a": 1}"#,
            "\t[\n1\r]",
        ] {
            assert!(is_document(text), "{text}");
        }
        let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(is_document(&deep) && !is_document(&deep[1..]));
    }

    #[test]
    fn no_documents() {
        for text in [
            "",
            " ",
            "nul",
            "nulls",
            "True",
            "01",
            "-",
            "1.",
            ".5",
            "1e",
            "1e10000",
            "+1",
            "1 2",
            "NaN",
            "'a'",
            "\"",
            "\"\t\"",
            r#""\x""#,
            r#""\u00""#,
            r#""\u0000""#,
            r#""\ud83d""#,
            r#""\ud83dx""#,
            r#""\ude00""#,
            r#""\u+041""#,
            "[",
            "]",
            "[1,]",
            "[,1]",
            "[1 2]",
            "{\"a\"}",
            "{a: 1}",
            "{\"a\": 1,}",
            "{\"a\": }",
            "{1: 1}",
            "[1}",
            "{]",
            "1,",
            "[]]",
        ] {
            assert!(!is_document(text), "{text}");
        }
        assert!(!is_document(&"1".repeat(131_073)) && is_document(&"1".repeat(131_072)));
    }
}
