//! Strings at compile time, for messages of const checks and for constant statements.

/// Compares two strings. Four bytes a step, without a call for the lengths: every table compares its names at compile time, where a
/// call costs as much as ten statements, and a step of a loop as much as four comparisons.
#[must_use]
pub(crate) const fn str_eq(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.as_bytes(), other.as_bytes());
    while let ([a, b, c, d, rest @ ..], [e, f, g, h, other_rest @ ..]) = (one, other) {
        if *a != *e || *b != *f || *c != *g || *d != *h {
            return false;
        }
        (one, other) = (rest, other_rest);
    }
    while let ([first, rest @ ..], [other_first, other_rest @ ..]) = (one, other) {
        if *first != *other_first {
            return false;
        }
        (one, other) = (rest, other_rest);
    }
    matches!((one, other), ([], []))
}

/// Tests a prefix, four bytes a step as well.
#[must_use]
pub(crate) const fn begins_with(text: &str, start: &str) -> bool {
    let (mut text, mut start) = (text.as_bytes(), start.as_bytes());
    while let ([a, b, c, d, text_rest @ ..], [e, f, g, h, start_rest @ ..]) = (text, start) {
        if *a != *e || *b != *f || *c != *g || *d != *h {
            return false;
        }
        (text, start) = (text_rest, start_rest);
    }
    while let ([first, text_rest @ ..], [start_first, start_rest @ ..]) = (text, start) {
        if *first != *start_first {
            return false;
        }
        (text, start) = (text_rest, start_rest);
    }
    matches!(start, [])
}

/// The number of bytes of a text that a message shows.
const SHOWN: usize = 100;

/// Below this number of bytes, the compiler is faster byte by byte.
const SHORT: usize = 24;

/// FNV-1a: the same on every run and every machine.
#[must_use]
pub(crate) const fn hash(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut hash = 0xcbf2_9ce4_8422_2325;
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    hash
}

/// Tests a suffix.
#[must_use]
pub(crate) const fn ends_with(text: &str, end: &str) -> bool {
    let (mut text, mut end) = (text.as_bytes(), end.as_bytes());
    while let ([text_rest @ .., last], [end_rest @ .., end_last]) = (text, end) {
        if *last != *end_last {
            return false;
        }
        (text, end) = (text_rest, end_rest);
    }
    matches!(end, [])
}

/// A string of at most `N` bytes that grows at compile time. Text that does not fit is truncated, and
/// `ConstString::overflowed` reports it.
#[derive(Debug, Clone, Copy)]
pub struct ConstString<const N: usize> {
    bytes: [u8; N],
    length: usize,
    overflowed: bool,
}

impl<const N: usize> ConstString<N> {
    pub(crate) const fn new() -> Self {
        Self { bytes: [0; N], length: 0, overflowed: false }
    }

    pub(crate) const fn push(mut self, text: &str) -> Self {
        self.write(text);
        self
    }

    /// The same in place: moving a large string is slow at compile time.
    pub(crate) const fn write(&mut self, text: &str) {
        let text = text.as_bytes();
        if self.overflowed || text.len() > N - self.length {
            self.overflowed = true;
        } else if text.len() < SHORT {
            self.write_bytes(text);
        } else {
            let (_, free) = self.bytes.split_at_mut(self.length);
            let (target, _) = free.split_at_mut(text.len());
            target.copy_from_slice(text);
            self.length += text.len();
        }
    }

    /// Writes a snake_case name as a Rust type name: `OrderLine` for `order_line`.
    pub(crate) const fn push_camel_case(mut self, name: &str) -> Self {
        let name = name.as_bytes();
        if self.overflowed || name.len() > N - self.length {
            self.overflowed = true;
            return self;
        }
        let mut at = 0;
        while at < name.len() {
            if name[at] != b'_' {
                let starts = at == 0 || name[at - 1] == b'_';
                self.bytes[self.length] = if starts { name[at].to_ascii_uppercase() } else { name[at] };
                self.length += 1;
            }
            at += 1;
        }
        self
    }

    /// Writes a quoted name, in which double quotes are doubled.
    pub(crate) const fn write_identifier(&mut self, name: &str) {
        let bytes = name.as_bytes();
        if self.overflowed || 2 * bytes.len() + 2 > N - self.length {
            self.overflowed = true;
            return;
        }
        self.write_bytes(b"\"");
        let mut at = 0;
        while at < bytes.len() {
            if bytes[at] == b'"' {
                self.write_bytes(b"\"");
            }
            self.bytes[self.length] = bytes[at];
            self.length += 1;
            at += 1;
        }
        self.write_bytes(b"\"");
    }

    /// For a text that is known to fit.
    const fn write_bytes(&mut self, bytes: &[u8]) {
        let mut at = 0;
        while at < bytes.len() {
            self.bytes[self.length + at] = bytes[at];
            at += 1;
        }
        self.length += bytes.len();
    }

    /// A text as an SQL literal.
    pub(crate) const fn write_literal(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() && bytes[at] != b'\\' {
            at += 1;
        }
        self.write(if at < bytes.len() { "E" } else { "" });
        self.write_between(bytes, b'\'', None);
    }

    /// A text as the input of an array has it.
    pub(crate) const fn write_element(&mut self, text: &str) {
        self.write_between(text.as_bytes(), b'"', Some(b'\\'));
    }

    /// Between two quotes; a quote or a backslash within has the escape in front of it, or itself.
    const fn write_between(&mut self, bytes: &[u8], quote: u8, escape: Option<u8>) {
        if self.overflowed || 2 * bytes.len() + 2 > N - self.length {
            self.overflowed = true;
            return;
        }
        self.write_bytes(&[quote]);
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            match escape {
                _ if byte != quote && byte != b'\\' => {}
                Some(escape) => self.write_bytes(&[escape]),
                None => self.write_bytes(&[byte]),
            }
            self.write_bytes(&[byte]);
            at += 1;
        }
        self.write_bytes(&[quote]);
    }

    /// Each NUL is left out.
    const fn write_without_nul(&mut self, text: &str) {
        let bytes = text.as_bytes();
        if self.overflowed || bytes.len() > N - self.length {
            self.overflowed = true;
            return;
        }
        let mut at = 0;
        while at < bytes.len() {
            if bytes[at] != 0 {
                self.write_bytes(&[bytes[at]]);
            }
            at += 1;
        }
    }

    /// Two digits for each byte.
    pub(crate) const fn write_hex(&mut self, bytes: &[u8]) {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        if self.overflowed || 2 * bytes.len() > N - self.length {
            self.overflowed = true;
            return;
        }
        let mut at = 0;
        while at < bytes.len() {
            self.write_bytes(&[DIGITS[(bytes[at] >> 4) as usize], DIGITS[(bytes[at] & 15) as usize]]);
            at += 1;
        }
    }

    /// As much of a text as a message shows.
    pub(crate) const fn push_start(self, text: &str) -> Self {
        let mut end = if text.len() > SHOWN { SHOWN } else { text.len() };
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        self.push(text.split_at(end).0).push(if end < text.len() { ".." } else { "" })
    }

    pub(crate) const fn write_number(&mut self, number: usize) {
        self.write_u128(number as u128);
    }

    pub(crate) const fn write_u128(&mut self, number: u128) {
        let mut digits = [0_u8; 40];
        let mut at = digits.len();
        let mut rest = number;
        loop {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if let Ok(text) = std::str::from_utf8(digits.split_at(at).1) {
            self.write(text);
        }
    }

    pub(crate) const fn overflowed(&self) -> bool {
        self.overflowed
    }

    /// Returns what was written.
    #[must_use]
    pub const fn as_str(&self) -> &str {
        // Only complete strings are added, so the bytes are always UTF-8.
        match std::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}

/// Returns the most bytes that [`doc`] writes.
#[must_use]
pub const fn doc_length(lines: &[&str]) -> usize {
    let (mut length, mut at) = (0, 0);
    while at < lines.len() {
        length += lines[at].len() + 1;
        at += 1;
    }
    length
}

/// Returns the lines of a doc comment as one text, without NUL, which a comment in the database cannot contain.
#[must_use]
pub const fn doc<const N: usize>(lines: &[&str]) -> ConstString<N> {
    let (mut text, mut at) = (ConstString::new(), 0);
    while at < lines.len() {
        text.write(if at == 0 { "" } else { "\n" });
        text.write_without_nul(lines[at]);
        at += 1;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doc_comment_is_its_lines() {
        const LINES: &[&str] = &["one", "", "t\0wo"];
        const TEXT: ConstString<{ doc_length(LINES) }> = doc(LINES);
        assert_eq!((TEXT.as_str(), TEXT.overflowed()), ("one\n\ntwo", false));
    }

    #[test]
    fn text_grows_while_compiling() {
        const TEXT: ConstString<32> = {
            let mut text = ConstString::new().push("$");
            text.write_number(0);
            text.write(", $");
            text.write_number(1205);
            text
        };
        assert_eq!(TEXT.as_str(), "$0, $1205");
        assert!(!TEXT.overflowed());
    }

    #[test]
    fn a_snake_case_name_becomes_that_of_a_type() {
        let camel = |name: &str| ConstString::<16>::new().push_camel_case(name).as_str().to_owned();
        assert_eq!(["order_line", "shop", "größe", "a__b_", ""].map(camel), ["OrderLine", "Shop", "Größe", "AB", ""]);
        assert!(ConstString::<4>::new().push_camel_case("order_line").overflowed());
    }

    #[test]
    fn text_that_does_not_fit_is_reported() {
        const TEXT: ConstString<4> = ConstString::new().push("abc").push("de").push("f");
        assert_eq!(TEXT.as_str(), "abc");
        assert!(TEXT.overflowed());
    }

    #[test]
    fn an_identifier_is_never_left() {
        let quoted = |name: &str| {
            let mut text = ConstString::<64>::new();
            text.write_identifier(name);
            text.as_str().to_owned()
        };
        assert_eq!(quoted("sku"), "\"sku\"");
        assert_eq!(quoted("say\"so\""), "\"say\"\"so\"\"\"");
        assert_eq!(quoted("größe"), "\"größe\"");
        assert_eq!(quoted(""), "\"\"");
    }

    #[test]
    fn short_and_long_texts_are_written_alike() {
        let mut text = ConstString::<100>::new();
        text.write("a column with a name that is not short");
        text.write(", ");
        text.write_number(7);
        assert_eq!(text.as_str(), "a column with a name that is not short, 7");
        text.write(&"x".repeat(60));
        assert!(text.overflowed());
    }

    #[test]
    fn comparisons_see_every_byte() {
        assert!(str_eq("org_a", "org_a") && !str_eq("org_a", "org_b") && !str_eq("org_a", "org_"));
        assert!(begins_with("org_a", "org_") && begins_with("a", "") && !begins_with("or", "org_"));
        assert!(
            begins_with("sales_a", "sales_") && !begins_with("sales", "sales_") && !begins_with("salas_a", "sales_")
        );
    }
}
