use super::node::{Node, Value};
use crate::snapshot::SnapshotError;

/// So deep a text may be nested; a snapshot is five deep.
const DEEPEST: usize = 64;

/// The one value of a text.
pub(super) fn parse(text: &str) -> Result<Node, SnapshotError> {
    let mut parser = Parser { text, at: 0, depth: 0 };
    let node = parser.value()?;
    parser.blank();
    if parser.at < text.len() { Err(parser.expected("the end of the file")) } else { Ok(node) }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn value(&mut self) -> Result<Node, SnapshotError> {
        self.blank();
        let at = self.at;
        let value = match self.peek() {
            Some(b'{') => self.nested(Self::object)?,
            Some(b'[') => self.nested(Self::list)?,
            Some(b'"') => Value::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => Value::Number(self.number()?),
            _ => self.word()?,
        };
        Ok(Node { at, value })
    }

    fn nested(&mut self, inner: fn(&mut Self) -> Result<Value, SnapshotError>) -> Result<Value, SnapshotError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.expected("less nesting"));
        }
        self.at += 1;
        let value = inner(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn object(&mut self) -> Result<Value, SnapshotError> {
        let mut members: Vec<(String, Node)> = Vec::new();
        while !self.closed(b'}', members.is_empty(), "`,` or `}`")? {
            self.blank();
            if self.peek() != Some(b'"') {
                return Err(self.expected("a name in quotes"));
            }
            let name = self.string()?;
            self.blank();
            self.eat(b':', "`:`")?;
            members.push((name, self.value()?));
        }
        Ok(Value::Object(members))
    }

    fn list(&mut self) -> Result<Value, SnapshotError> {
        let mut items = Vec::new();
        while !self.closed(b']', items.is_empty(), "`,` or `]`")? {
            items.push(self.value()?);
        }
        Ok(Value::List(items))
    }

    /// Whether the bracket is closed here; else a comma has led to the next item.
    fn closed(&mut self, bracket: u8, first: bool, expected: &'static str) -> Result<bool, SnapshotError> {
        self.blank();
        if self.peek() == Some(bracket) {
            self.at += 1;
            return Ok(true);
        }
        if !first {
            self.eat(b',', expected)?;
        }
        Ok(false)
    }

    fn word(&mut self) -> Result<Value, SnapshotError> {
        let words = [("true", Value::Flag(true)), ("false", Value::Flag(false)), ("null", Value::Null)];
        let rest = &self.text[self.at..];
        let Some((word, value)) = words.into_iter().find(|(word, _)| rest.starts_with(word)) else {
            return Err(self.expected("a value"));
        };
        self.at += word.len();
        Ok(value)
    }

    fn number(&mut self) -> Result<String, SnapshotError> {
        let start = self.at;
        self.skip(b"-");
        if !self.skip(b"0") {
            self.digits()?;
        }
        if self.skip(b".") {
            self.digits()?;
        }
        if self.skip(b"eE") {
            self.skip(b"+-");
            self.digits()?;
        }
        Ok(self.text[start..self.at].to_owned())
    }

    fn digits(&mut self) -> Result<(), SnapshotError> {
        if !self.skip(b"0123456789") {
            return Err(self.expected("a digit"));
        }
        while self.skip(b"0123456789") {}
        Ok(())
    }

    fn string(&mut self) -> Result<String, SnapshotError> {
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = &self.text[self.at..];
            let plain = rest.bytes().position(|byte| byte < 0x20 || byte == b'"' || byte == b'\\');
            let plain = plain.ok_or_else(|| self.at_end().expected("the closing quote"))?;
            text.push_str(&rest[..plain]);
            self.at += plain;
            match rest.as_bytes()[plain] {
                b'"' => break,
                b'\\' => text.push(self.escape()?),
                _ => return Err(self.expected("no control character in a text")),
            }
        }
        self.at += 1;
        Ok(text)
    }

    fn escape(&mut self) -> Result<char, SnapshotError> {
        self.at += 1;
        let plain = match self.peek() {
            Some(letter @ (b'"' | b'\\' | b'/')) => char::from(letter),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.code_point(),
            _ => return Err(self.expected("an escape that JSON has")),
        };
        self.at += 1;
        Ok(plain)
    }

    /// `\u00e9`, and what lies beyond 16 bits as a pair.
    fn code_point(&mut self) -> Result<char, SnapshotError> {
        let start = self.at;
        let mut code = self.unit()?;
        if (0xd800..0xdc00).contains(&code) && self.text[self.at..].starts_with("\\u") {
            self.at += 1;
            let low = self.unit()?;
            let pair = (0xdc00..0xe000).contains(&low).then(|| 0x1_0000 + ((code - 0xd800) << 10) + (low - 0xdc00));
            code = pair.unwrap_or(code);
        }
        char::from_u32(code).ok_or_else(|| Self { at: start, ..*self }.expected("a whole character"))
    }

    fn unit(&mut self) -> Result<u32, SnapshotError> {
        self.at += 1;
        let digits =
            self.text.get(self.at..self.at + 4).filter(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let unit = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let unit = unit.ok_or_else(|| self.expected("four hexadecimal digits"))?;
        self.at += 4;
        Ok(unit)
    }

    fn blank(&mut self) {
        while self.skip(b" \n\r\t") {}
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip(&mut self, any: &[u8]) -> bool {
        let there = self.peek().is_some_and(|byte| any.contains(&byte));
        self.at += usize::from(there);
        there
    }

    fn eat(&mut self, byte: u8, expected: &'static str) -> Result<(), SnapshotError> {
        if self.skip(&[byte]) { Ok(()) } else { Err(self.expected(expected)) }
    }

    const fn at_end(&self) -> Self {
        Self { text: self.text, at: self.text.len(), depth: self.depth }
    }

    fn expected(&self, expected: &'static str) -> SnapshotError {
        SnapshotError::malformed(self.text, self.at, expected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(json: &str) -> Result<Value, SnapshotError> {
        parse(json).map(|node| node.value)
    }

    #[test]
    fn escapes_are_read() {
        let text = |json| text_of(json).unwrap();
        assert_eq!(text(r#""a\"\\\/\b\f\n\r\t""#), Value::Text("a\"\\/\u{8}\u{c}\n\r\t".to_owned()));
        assert_eq!(text(r#""\u00e9\ud83d\ude00""#), Value::Text("é😀".to_owned()));
    }

    #[test]
    fn what_is_no_json_is_told_where() {
        for (json, message) in [
            ("", "line 1, column 1: expected a value"),
            ("{\n  \"a\" 1}", "line 2, column 7: expected `:`"),
            ("[1,]", "line 1, column 4: expected a value"),
            ("[1 2]", "line 1, column 4: expected `,` or `]`"),
            ("{\"a\": 1 \"b\"}", "line 1, column 9: expected `,` or `}`"),
            ("{a: 1}", "line 1, column 2: expected a name in quotes"),
            ("[01]", "line 1, column 3: expected `,` or `]`"),
            ("-", "line 1, column 2: expected a digit"),
            ("1.e", "line 1, column 3: expected a digit"),
            ("\"a", "line 1, column 3: expected the closing quote"),
            ("\"ä\\x\"", "line 1, column 4: expected an escape that JSON has"),
            ("\"a\nb\"", "line 1, column 3: expected no control character in a text"),
            (r#""\ud83d""#, "line 1, column 3: expected a whole character"),
            (r#""\ud83d\u0041""#, "line 1, column 3: expected a whole character"),
            (r#""\ude00""#, "line 1, column 3: expected a whole character"),
            (r#""\u00é0""#, "line 1, column 4: expected four hexadecimal digits"),
            ("null null", "line 1, column 6: expected the end of the file"),
            ("<<<<<<< HEAD", "line 1, column 1: expected a value"),
        ] {
            let error = text_of(json).unwrap_err().to_string();
            assert!(error.contains(message), "{json}: {error}");
        }
        assert!(text_of(&"[".repeat(100_000)).unwrap_err().to_string().contains("expected less nesting"));
    }

    /// Texts near JSON are taken and refused as serde_json does it.
    #[test]
    fn serde_json_agrees() {
        let whole =
            r#"{"version": 1, "a\u00e9": ["x", -1.5e3, 0, true, false, null, {}], "b": {"c": "\ud83d\ude00 \" \\"}}"#;
        let letters = "{}[]\",:\\u0019ae-.+ \ntrfn".as_bytes();
        for at in 0..whole.len() {
            for letter in letters {
                let mut bytes = whole.as_bytes().to_vec();
                for changed in [true, false] {
                    if changed {
                        bytes[at] = *letter
                    } else {
                        bytes.insert(at, *letter)
                    }
                    let text = String::from_utf8(bytes.clone()).unwrap();
                    let theirs: Option<serde_json::Value> = serde_json::from_str(&text).ok();
                    assert_eq!(text_of(&text).is_ok(), theirs.is_some(), "{text}");
                }
            }
        }
    }
}
