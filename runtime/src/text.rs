//! Text while compiling: messages of laws and the fixed statements are put together by the compiler.

/// Whether two texts are the same.
#[must_use]
pub(crate) const fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// Whether a text begins with another.
#[must_use]
pub(crate) const fn begins_with(text: &str, start: &str) -> bool {
    let (text, start) = (text.as_bytes(), start.as_bytes());
    if start.len() > text.len() {
        return false;
    }
    let mut at = 0;
    while at < start.len() {
        if text[at] != start[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// A text of at most `N` bytes that grows while compiling. What does not fit is cut, and [`Text::overflowed`] says so.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<const N: usize> {
    bytes: [u8; N],
    length: usize,
    overflowed: bool,
}

impl<const N: usize> Text<N> {
    pub(crate) const fn new() -> Self {
        Self { bytes: [0; N], length: 0, overflowed: false }
    }

    pub(crate) const fn push(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        if self.overflowed || text.len() > N - self.length {
            self.overflowed = true;
            return self;
        }
        let (_, free) = self.bytes.split_at_mut(self.length);
        let (target, _) = free.split_at_mut(text.len());
        target.copy_from_slice(text);
        self.length += text.len();
        self
    }

    pub(crate) const fn push_number(self, number: usize) -> Self {
        let mut digits = [0_u8; 20];
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
        match std::str::from_utf8(digits.split_at(at).1) {
            Ok(text) => self.push(text),
            Err(_) => self,
        }
    }

    pub(crate) const fn overflowed(&self) -> bool {
        self.overflowed
    }

    pub(crate) const fn as_str(&self) -> &str {
        // Whole texts only are pushed, so the bytes are always UTF-8.
        match std::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_grows_while_compiling() {
        const TEXT: Text<32> = Text::new().push("$").push_number(0).push(", $").push_number(1205);
        assert_eq!(TEXT.as_str(), "$0, $1205");
        assert!(!TEXT.overflowed());
    }

    #[test]
    fn text_that_does_not_fit_is_reported() {
        const TEXT: Text<4> = Text::new().push("abc").push("de").push("f");
        assert_eq!(TEXT.as_str(), "abc");
        assert!(TEXT.overflowed());
    }

    #[test]
    fn comparisons_see_every_byte() {
        assert!(same("org_a", "org_a") && !same("org_a", "org_b") && !same("org_a", "org_"));
        assert!(begins_with("org_a", "org_") && begins_with("a", "") && !begins_with("or", "org_"));
    }
}
