//! The digits of numbers, counted in const evaluation.

/// Zero has none.
#[inline]
pub(super) const fn digits(value: u128) -> u32 {
    match value.checked_ilog10() {
        Some(power) => power + 1,
        None => 0,
    }
}

/// Whether a number with a point or an exponent fits a `numeric(precision, scale)` without rounding: PostgreSQL rounds further decimal places
/// silently.
#[inline]
pub(super) const fn has_room(text: &str, precision: u16, scale: u16) -> bool {
    let bytes = text.as_bytes();
    // The positions of the first and the last significant digit: 0 is the digit before the point.
    let (mut at, mut place) = (0, -1);
    let (mut first, mut last, mut any) = (0, 0, false);
    while at < bytes.len() && !matches!(bytes[at], b'e' | b'E') {
        if bytes[at].is_ascii_digit() {
            place += 1;
            if bytes[at] != b'0' {
                first = if any { first } else { place };
                (last, any) = (place, true);
            }
        }
        at += 1;
    }
    let before = whole_digits(bytes) + exponent(bytes, at);
    !any || before - first <= precision as i64 - scale as i64 && last - before < scale as i64
}

/// The number of digits before the point.
#[inline]
const fn whole_digits(bytes: &[u8]) -> i64 {
    let (mut at, mut count) = (0, 0);
    while at < bytes.len() && !matches!(bytes[at], b'.' | b'e' | b'E') {
        count += bytes[at].is_ascii_digit() as i64;
        at += 1;
    }
    count
}

/// The exponent after the `e`; very large if it has more digits than any number.
#[inline]
const fn exponent(bytes: &[u8], from: usize) -> i64 {
    let (mut at, mut exponent, mut sign) = (from, 0, 1);
    while at < bytes.len() {
        if bytes[at] == b'-' {
            sign = -1;
        }
        if bytes[at].is_ascii_digit() && exponent < 1_000_000 {
            exponent = exponent * 10 + (bytes[at] - b'0') as i64;
        }
        at += 1;
    }
    sign * exponent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_counted_on_both_sides() {
        for text in [
            "0.5", "-99.25", "0.50000", "99.0", "0.0", "007.5", "1e1", "9.9e1", "990e-1", "5e-2", "0e9", "0.0e-9", "99",
        ] {
            assert!(has_room(text, 4, 2), "{text}");
        }
        for text in ["100.5", "0.125", "-0.001", "123.0", "1e2", "1e9", "5e-3", "9.9999e1", "1e99999999", "1e-99999999"]
        {
            assert!(!has_room(text, 4, 2), "{text}");
        }
        assert!(!has_room("123000", 3, 0) && has_room("0.0012", 2, 4) && !has_room("0.01", 2, 4));
        assert_eq!((digits(0), digits(9), digits(10), digits(99)), (0, 1, 2, 2));
    }
}
