//! JSON, parsed in const evaluation as PostgreSQL parses it.

/// Documents with deeper nesting need `default_sql`.
const DEEPEST: usize = 128;

/// What the parser expects next.
#[derive(Clone, Copy)]
enum Next {
    Value,
    /// A value, or the end of an empty array.
    First,
    Key,
    /// A key, or the end of an empty object.
    FirstKey,
    /// A comma, or the end.
    More,
}

/// Whether a text is a document of `json`, or of `jsonb`, which allows no `\u0000` and no single surrogate.
#[inline]
pub(super) const fn is_one(text: &str, binary: bool) -> bool {
    let bytes = text.as_bytes();
    let (mut is_object, mut depth) = ([false; DEEPEST], 0);
    let (mut at, mut next) = (0, Next::Value);
    loop {
        at = past_blanks(bytes, at);
        let byte = byte(bytes, at);
        match (next, byte) {
            (Next::More, _) if depth == 0 => return at == bytes.len(),
            (Next::Value | Next::First, b'{' | b'[') if depth == DEEPEST => return false,
            (Next::Value | Next::First, b'{' | b'[') => {
                is_object[depth] = byte == b'{';
                next = if is_object[depth] { Next::FirstKey } else { Next::First };
                (at, depth) = (at + 1, depth + 1);
            }
            (Next::First, b']') | (Next::FirstKey, b'}') => (at, depth, next) = (at + 1, depth - 1, Next::More),
            (Next::Value | Next::First, _) => match scalar(bytes, at, binary) {
                Some(end) => (at, next) = (end, Next::More),
                None => return false,
            },
            (Next::Key | Next::FirstKey, b'"') => match key(bytes, at, binary) {
                Some(end) => (at, next) = (end, Next::Value),
                None => return false,
            },
            (Next::More, b',') => (at, next) = (at + 1, if is_object[depth - 1] { Next::Key } else { Next::Value }),
            (Next::More, b'}' | b']') if is_object[depth - 1] == (byte == b'}') => (at, depth) = (at + 1, depth - 1),
            _ => return false,
        }
    }
}

/// Zero after the end; no document contains it.
#[inline]
const fn byte(bytes: &[u8], at: usize) -> u8 {
    if at < bytes.len() { bytes[at] } else { 0 }
}

#[inline]
const fn past_blanks(bytes: &[u8], mut at: usize) -> usize {
    while matches!(byte(bytes, at), b' ' | b'\t' | b'\n' | b'\r') {
        at += 1;
    }
    at
}

#[inline]
const fn scalar(bytes: &[u8], at: usize, binary: bool) -> Option<usize> {
    match byte(bytes, at) {
        b'"' => string(bytes, at, binary),
        b't' => word(bytes, at, b"true"),
        b'f' => word(bytes, at, b"false"),
        b'n' => word(bytes, at, b"null"),
        _ => number(bytes, at, binary),
    }
}

/// `"key":`
#[inline]
const fn key(bytes: &[u8], at: usize, binary: bool) -> Option<usize> {
    let Some(end) = string(bytes, at, binary) else { return None };
    let colon = past_blanks(bytes, end);
    if byte(bytes, colon) == b':' { Some(colon + 1) } else { None }
}

#[inline]
const fn word(bytes: &[u8], at: usize, word: &[u8]) -> Option<usize> {
    let mut count = 0;
    while count < word.len() {
        if byte(bytes, at + count) != word[count] {
            return None;
        }
        count += 1;
    }
    if byte(bytes, at + count).is_ascii_alphanumeric() { None } else { Some(at + count) }
}

/// `-1.5e3`; `jsonb` stores a numeric, whose exponent is limited.
#[inline]
const fn number(bytes: &[u8], at: usize, binary: bool) -> Option<usize> {
    let start = if byte(bytes, at) == b'-' { at + 1 } else { at };
    let whole = past_digits(bytes, start);
    if whole == start || byte(bytes, start) == b'0' && whole - start > 1 {
        return None;
    }
    let point = byte(bytes, whole) == b'.';
    let end = if point { past_digits(bytes, whole + 1) } else { whole };
    if point && end == whole + 1 {
        return None;
    }
    if !matches!(byte(bytes, end), b'e' | b'E') {
        return if byte(bytes, end).is_ascii_alphanumeric() { None } else { Some(end) };
    }
    let sign = matches!(byte(bytes, end + 1), b'+' | b'-') as usize;
    let (first, last) = (end + 1 + sign, past_digits(bytes, end + 1 + sign));
    let fits = last > first && !(binary && last - first > 4) && !byte(bytes, last).is_ascii_alphanumeric();
    if fits { Some(last) } else { None }
}

#[inline]
const fn past_digits(bytes: &[u8], mut at: usize) -> usize {
    while byte(bytes, at).is_ascii_digit() {
        at += 1;
    }
    at
}

/// The position after the closing quote.
#[inline]
const fn string(bytes: &[u8], at: usize, binary: bool) -> Option<usize> {
    let mut at = at + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return Some(at + 1),
            0..=0x1f => return None,
            b'\\' => match escape(bytes, at + 1, binary) {
                Some(end) => at = end,
                None => return None,
            },
            _ => at += 1,
        }
    }
    None
}

#[inline]
const fn escape(bytes: &[u8], at: usize, binary: bool) -> Option<usize> {
    match byte(bytes, at) {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(at + 1),
        b'u' => match unit(bytes, at + 1) {
            None => None,
            Some(_) if !binary => Some(at + 5),
            Some(0 | 0xdc00..=0xdfff) => None,
            Some(0xd800..=0xdbff) => second_half(bytes, at + 5),
            Some(_) => Some(at + 5),
        },
        _ => None,
    }
}

#[inline]
const fn second_half(bytes: &[u8], at: usize) -> Option<usize> {
    match (byte(bytes, at), byte(bytes, at + 1), unit(bytes, at + 2)) {
        (b'\\', b'u', Some(0xdc00..=0xdfff)) => Some(at + 6),
        _ => None,
    }
}

/// Four hexadecimal digits.
#[inline]
const fn unit(bytes: &[u8], at: usize) -> Option<u32> {
    let (mut count, mut unit) = (0, 0);
    while count < 4 {
        match (byte(bytes, at + count) as char).to_digit(16) {
            Some(digit) => unit = unit * 16 + digit,
            None => return None,
        }
        count += 1;
    }
    Some(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One document of each kind; `tests/postgres/defaults.rs` checks the same ones on a server.
    #[test]
    fn documents() {
        for text in include_str!("json.txt").lines() {
            assert!(is_one(text, true) && is_one(text, false), "{text}");
        }
        assert!(is_one(" {\n\t\"a\" : [ ] }\r\n", true));
        assert!(is_one(&format!("{}1{}", "[".repeat(DEEPEST), "]".repeat(DEEPEST)), true));
        assert!(is_one(r#""\u0000 \ud83d""#, false) && is_one("1e99999", false));
    }

    #[test]
    fn no_documents() {
        for text in include_str!("no_json.txt").lines() {
            assert!(!is_one(text, true), "{text}");
        }
        assert!(!is_one("", true) && !is_one("\"\u{1}\"", true) && !is_one("\"a\nb\"", true) && !is_one("1\0", true));
        assert!(!is_one(&"[".repeat(DEEPEST + 1), true));
        assert!(!is_one("1e99999", true));
    }

    #[test]
    fn serde_reads_the_same() {
        let all = include_str!("json.txt").lines().chain(include_str!("no_json.txt").lines());
        for text in all.filter(|text| !text.contains("\\u0000")) {
            assert_eq!(is_one(text, true), serde_json::from_str::<serde_json::Value>(text).is_ok(), "{text}");
        }
    }
}
