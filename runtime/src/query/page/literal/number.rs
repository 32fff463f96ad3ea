//! Numbers.

/// The bits of a `real` in hexadecimal, as the number that PostgreSQL reads.
pub(in crate::query::page) fn real(text: &str) -> Option<String> {
    let bits = u32::from_str_radix(exactly(text, 8)?, 16).ok()?;
    Some(format!("{:e}", f32::from_bits(bits)))
}

/// The same of a `double precision`.
pub(in crate::query::page) fn double(text: &str) -> Option<String> {
    let bits = u64::from_str_radix(exactly(text, 16)?, 16).ok()?;
    Some(format!("{:e}", f64::from_bits(bits)))
}

/// Without a sign, which Rust reads too.
fn exactly(text: &str, digits: usize) -> Option<&str> {
    Some(text).filter(|text| text.len() == digits && super::is_hexadecimal(text))
}

/// So many digits a `numeric` has before its point and behind it.
const MOST_BEFORE: usize = 131_072;
const MOST_BEHIND: usize = 16_383;

/// `-12.50`, without an exponent, which PostgreSQL never writes.
pub(in crate::query::page) fn is_numeric(text: &str) -> bool {
    if matches!(text, "NaN" | "Infinity" | "-Infinity") {
        return true;
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (before, behind) = digits.split_once('.').unwrap_or((digits, "0"));
    are_digits(before, MOST_BEFORE) && are_digits(behind, MOST_BEHIND)
}

fn are_digits(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_come_back_to_the_last_bit() {
        for value in [0.1 + 0.2, 1e308, -1e308, 5e-324, f64::MIN_POSITIVE, -0.0, 1.5, f64::INFINITY, f64::NEG_INFINITY]
        {
            let text = double(&format!("{:016x}", value.to_bits())).unwrap();
            assert_eq!(text.parse::<f64>().unwrap().to_bits(), value.to_bits(), "{text}");
        }
        for value in [0.1_f32, f32::MAX, 1e-45, -0.0] {
            let text = real(&format!("{:08x}", value.to_bits())).unwrap();
            assert_eq!(text.parse::<f32>().unwrap().to_bits(), value.to_bits(), "{text}");
        }
        assert_eq!(double("7ff8000000000000").as_deref(), Some("NaN"));
        for text in ["", "1.5", "7ff800000000000", "+ff8000000000000", "7ff8000000000000 ", "NaN"] {
            assert_eq!((double(text), real(text)), (None, None), "{text}");
        }
    }

    #[test]
    fn numbers_are_as_postgresql_writes_them() {
        for text in ["0", "-1", "0.00", "12345678901234567890.5", "NaN", "Infinity", "-Infinity"] {
            assert!(is_numeric(text), "{text}");
        }
        let long = "1".repeat(MOST_BEFORE + 1);
        let fine = format!("0.{}", "1".repeat(MOST_BEHIND + 1));
        for text in ["", "-", ".", "1.", ".5", "1e5", "+1", " 1", "1 ", "0x1", "1_0", "inf", "nan", &long, &fine] {
            assert!(!is_numeric(text), "{text}");
        }
    }
}
