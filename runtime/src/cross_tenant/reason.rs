//! The reason for reading across tenants, which is checked while compiling where it is written in the source.

/// A reason that has a word.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Reason(&'static str);

impl Reason {
    /// Checks a reason at run time.
    pub(super) const fn of(text: &'static str) -> Option<Self> {
        if has_word(text) { Some(Self(text)) } else { None }
    }

    /// Checks a reason while compiling.
    #[must_use]
    #[track_caller]
    pub const fn in_source(text: &'static str) -> Self {
        match Self::of(text) {
            Some(reason) => reason,
            None => panic!(
                "[P03] reading across tenants needs a reason\n  = help: write why in words: `across_tenants!(Root, \"nightly reminders\")`\n  = docs: peristyle::rules::P03"
            ),
        }
    }

    pub(super) const fn text(self) -> &'static str {
        self.0
    }
}

/// Whether a text has a character that is seen and is no sign. Only characters of [`SIGNS`] and ASCII are known to be
/// none.
const fn has_word(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let first = bytes[at];
        if first.is_ascii() {
            if first.is_ascii_alphanumeric() {
                return true;
            }
            at += 1;
            continue;
        }
        let length = first.leading_ones() as usize;
        let mut character = (first as u32) & (0x7f >> length);
        let mut next = 1;
        while next < length {
            character = character << 6 | (bytes[at + next] & 0x3f) as u32;
            next += 1;
        }
        if !is_sign(character) {
            return true;
        }
        at += length;
    }
    false
}

const fn is_sign(character: u32) -> bool {
    let mut at = 0;
    while at < SIGNS.len() {
        let (first, last) = SIGNS[at];
        if first <= character && character <= last {
            return true;
        }
        at += 1;
    }
    false
}

/// Blanks, invisible characters, punctuation, symbols and private use beyond ASCII, the fillers of Hangul among them.
/// `char::is_alphanumeric` is not available while compiling.
const SIGNS: &[(u32, u32)] = &[
    (0x80, 0xa9),
    (0xab, 0xb1),
    (0xb4, 0xb4),
    (0xb6, 0xb8),
    (0xbb, 0xbb),
    (0xbf, 0xbf),
    (0xd7, 0xd7),
    (0xf7, 0xf7),
    (0x300, 0x344),
    (0x346, 0x362),
    (0x61b, 0x61f),
    (0x115f, 0x1160),
    (0x1680, 0x1680),
    (0x17b4, 0x17b5),
    (0x1800, 0x180f),
    (0x2000, 0x206f),
    (0x20a0, 0x2101),
    (0x2190, 0x245f),
    (0x2500, 0x2775),
    (0x2794, 0x2bff),
    (0x2e00, 0x2e2e),
    (0x2e30, 0x2e7f),
    (0x3000, 0x3004),
    (0x3008, 0x3020),
    (0x3164, 0x3164),
    (0xe000, 0xf8ff),
    (0xfe00, 0xfe6f),
    (0xfeff, 0xff0f),
    (0xffa0, 0xffa0),
    (0xffe0, 0xffff),
    (0x1bca0, 0x1bca3),
    (0x1d173, 0x1d17a),
    (0x1f000, 0x1f0ff),
    (0x1f18a, 0x1fbef),
    (0xe0000, 0x0010_ffff),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_a_character_that_is_seen() {
        for text in ["", " ", ".", "...", "\u{200b}\u{feff}", "\u{3164}", "\u{2800}", "\u{e0020}", "§ →", "🙈"] {
            assert!(!has_word(text), "{text:?}");
        }
        assert!(["a reason", "§ 4", "理由", "é", "отчёт", "\u{200b}x", "𝔘"].iter().all(|text| has_word(text)));
    }

    /// A letter or a digit of any script is a word; a blank or an invisible character is none.
    #[test]
    fn the_signs_are_no_letters() {
        let is_filler = |letter| matches!(letter, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}');
        for letter in '\u{80}'..=char::MAX {
            let is_sign = is_sign(letter as u32);
            assert!(!is_sign || !letter.is_alphanumeric() || is_filler(letter), "{letter:?} is a letter");
            assert!(is_sign || !letter.is_whitespace() && !letter.is_control(), "{letter:?} is not seen");
        }
        // Default_Ignorable_Code_Point of Unicode, and the empty pattern of braille.
        let ignorable = "\u{ad}\u{34f}\u{61c}\u{115f}\u{17b4}\u{17b5}\u{180e}\u{200d}\u{202e}\u{2064}\u{2800}\u{fe0f}\u{fff8}\u{1bca0}\u{1d17a}\u{e0fff}";
        assert!(ignorable.chars().all(|letter| is_sign(letter as u32)));
    }
}
