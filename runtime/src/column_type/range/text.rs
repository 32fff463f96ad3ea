//! Ranges in the text form of PostgreSQL.

use std::fmt;
use std::iter::Peekable;
use std::ops::Bound;
use std::str::{Chars, FromStr};

use super::{Range, RangeElement, RangeError};

impl<T: RangeElement> fmt::Display for Range<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("empty");
        }
        f.write_str(if matches!(self.lower(), Bound::Included(_)) { "[" } else { "(" })?;
        written(f, self.lower())?;
        f.write_str(",")?;
        written(f, self.upper())?;
        f.write_str(if matches!(self.upper(), Bound::Included(_)) { "]" } else { ")" })
    }
}

/// A text with blanks is quoted.
fn written<T: RangeElement>(f: &mut fmt::Formatter<'_>, bound: Bound<&T>) -> fmt::Result {
    let (Bound::Included(value) | Bound::Excluded(value)) = bound else { return Ok(()) };
    let text = value.text();
    if text.contains(' ') { write!(f, "\"{text}\"") } else { f.write_str(&text) }
}

impl<T: RangeElement> FromStr for Range<T> {
    type Err = RangeError;

    fn from_str(text: &str) -> Result<Self, RangeError> {
        let Some((lower, upper)) = split(text).ok_or(RangeError::Text)? else { return Ok(Self::EMPTY) };
        let read = |bound: Bound<String>| {
            Ok(match bound {
                Bound::Included(text) => Bound::Included(T::of_text(text.trim()).ok_or(RangeError::Text)?),
                Bound::Excluded(text) => Bound::Excluded(T::of_text(text.trim()).ok_or(RangeError::Text)?),
                Bound::Unbounded => Bound::Unbounded,
            })
        };
        Self::new((read(lower)?, read(upper)?))
    }
}

/// The texts of the bounds; nothing for an empty range.
type Split = Option<(Bound<String>, Bound<String>)>;

/// Returns the texts of the bounds of a range of any type.
pub(crate) fn split(text: &str) -> Option<Split> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("empty") {
        return Some(None);
    }
    let mut letters = text.chars().peekable();
    let includes_lower = match letters.next()? {
        '[' => true,
        '(' => false,
        _ => return None,
    };
    let lower = bound_text(&mut letters)?;
    letters.next_if_eq(&',')?;
    let upper = bound_text(&mut letters)?;
    let includes_upper = match letters.next()? {
        ']' => true,
        ')' => false,
        _ => return None,
    };
    let bound = |text: Option<String>, is_included| match text {
        Some(text) if is_included => Bound::Included(text),
        Some(text) => Bound::Excluded(text),
        None => Bound::Unbounded,
    };
    letters.next().is_none().then(|| Some((bound(lower, includes_lower), bound(upper, includes_upper))))
}

/// The text of a bound up to the character that ends it, without its quotes; no text at all is no bound.
#[expect(clippy::option_option, reason = "no bound is a bound")]
fn bound_text(letters: &mut Peekable<Chars<'_>>) -> Option<Option<String>> {
    let (mut text, mut is_given, mut is_quoted) = (String::new(), false, false);
    while let Some(letter) = letters.next_if(|letter| is_quoted || !matches!(letter, ',' | ')' | ']' | '(' | '[')) {
        is_given = true;
        match letter {
            '\\' => text.push(letters.next()?),
            '"' if is_quoted && letters.next_if_eq(&'"').is_some() => text.push('"'),
            '"' => is_quoted = !is_quoted,
            letter => text.push(letter),
        }
    }
    (!is_quoted).then(|| is_given.then_some(text))
}

#[cfg(feature = "serde")]
mod with_serde {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::super::{Range, RangeElement};

    impl<T: RangeElement> Serialize for Range<T> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_str(self)
        }
    }

    impl<'de, T: RangeElement> Deserialize<'de> for Range<T> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate, Utc};

    use super::*;

    fn read<T: RangeElement>(text: &str) -> Result<String, RangeError> {
        text.parse::<Range<T>>().map(|range| range.to_string())
    }

    #[test]
    fn a_range_is_read_as_postgresql_reads_it() {
        for (text, written) in
            [("[1,4)", "[1,4)"), (" [ 1 , 3 ] ", "[1,4)"), ("EMPTY", "empty"), ("[\"1\",\\4)", "[1,4)"), ("[,]", "(,)")]
        {
            assert_eq!(read::<i32>(text).as_deref(), Ok(written), "{text}");
        }
        assert_eq!(read::<NaiveDate>("[2024-01-01,)").as_deref(), Ok("[2024-01-01,)"));
        let instants = r#"["2024-02-29 12:00:00+00",2024-02-29T14:00:00+01:00)"#;
        let written = r#"["2024-02-29 12:00:00+00","2024-02-29 13:00:00+00")"#;
        assert_eq!(read::<DateTime<Utc>>(instants).as_deref(), Ok(written));
        #[cfg(feature = "rust_decimal")]
        assert_eq!(read::<rust_decimal::Decimal>("(1.50,2]").as_deref(), Ok("(1.50,2]"));
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "", "[", "[1", "[1,", "[1,2", "1,2", "[1,2)x", "[1,2,3)", "[\"1,2)", "[a,b)", "[1;2)", "{[1,2)}", "[1,\\",
            "[(1,2)", "[\"\",2)",
        ] {
            assert_eq!(read::<i32>(text), Err(RangeError::Text), "{text}");
        }
        #[cfg(all(feature = "serde", feature = "json"))]
        {
            let range: Range<i32> = serde_json::from_str("\"[1,3]\"").unwrap();
            assert_eq!(serde_json::to_string(&range).unwrap(), "\"[1,4)\"");
            let refused = serde_json::from_str::<Range<i32>>("\"[2,1)\"").unwrap_err().to_string();
            assert!(refused.starts_with(&RangeError::Reversed.to_string()), "{refused}");
        }
        assert_eq!(read::<i32>("[2,1]"), Err(RangeError::Reversed));
        assert_eq!(read::<i32>("[1,2147483647]"), Err(RangeError::OutOfRange));
        assert_eq!(read::<NaiveDate>("[2024-01-01,infinity)"), Err(RangeError::Text));
    }
}
