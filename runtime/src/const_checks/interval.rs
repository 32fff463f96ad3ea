//! Literals of intervals in ISO 8601 form, parsed in const evaluation: PostgreSQL reads them the same with every setting.

/// Whether a text has the form `P1Y2M3DT4H5M6.5S`, with no part larger than an interval can store.
#[inline]
pub(super) const fn is_one(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() < 3 || bytes[0] != b'P' {
        return false;
    }
    let (mut at, mut time, mut least) = (1, false, 0);
    while at < bytes.len() {
        if bytes[at] == b'T' && !time {
            (at, time, least) = (at + 1, true, 0);
            // Text after the `T` is required.
            if at == bytes.len() {
                return false;
            }
            continue;
        }
        let Some((end, unit)) = part(bytes, at, time) else { return false };
        if unit < least {
            return false;
        }
        (at, least) = (end, unit + 1);
    }
    true
}

/// One number and its unit: where it ends, and the position of its unit in the list of units.
#[inline]
const fn part(bytes: &[u8], at: usize, time: bool) -> Option<(usize, u8)> {
    let digits = if bytes[at] == b'-' || bytes[at] == b'+' { at + 1 } else { at };
    let point = past_digits(bytes, digits);
    let end = if point < bytes.len() && bytes[point] == b'.' { past_digits(bytes, point + 1) } else { point };
    if point == digits || point - digits > LONGEST || end >= bytes.len() {
        return None;
    }
    let Some(unit) = place(bytes[end], time) else { return None };
    // Only seconds have fractions, of at most six digits.
    let fits = end == point || time && bytes[end] == b'S' && end - point > 1 && end - point <= 7;
    if fits { Some((end + 1, unit)) } else { None }
}

/// Numbers with more digits may be too large for their unit.
const LONGEST: usize = 8;

#[inline]
const fn past_digits(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() && bytes[at].is_ascii_digit() {
        at += 1;
    }
    at
}

#[inline]
const fn place(unit: u8, time: bool) -> Option<u8> {
    match (unit, time) {
        (b'Y', false) | (b'H', true) => Some(0),
        (b'M', _) => Some(1),
        (b'W', false) | (b'S', true) => Some(2),
        (b'D', false) => Some(3),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_that_are_read_the_same_everywhere() {
        for text in ["P1D", "PT0S", "P1Y2M3W4DT5H6M7.000001S", "P-1M", "P+1Y-2D", "PT36H", "PT0.5S", "P99999999D"] {
            assert!(is_one(text), "{text}");
        }
    }

    #[test]
    fn literals_that_are_none() {
        for text in [
            "",
            "P",
            "PT",
            "P1",
            "1 day",
            "1D",
            "P1DT",
            "P1.5D",
            "P1D1M",
            "PT1S1H",
            "P1H",
            "PT1D",
            "PT1.S",
            "PT.5S",
            "P-D",
            "PT1.1234567S",
            "P999999999D",
            "P1D ",
            "P1DT1H1",
            "p1d",
            "P1DTT1H",
            "PT1.5H",
        ] {
            assert!(!is_one(text), "{text}");
        }
    }
}
