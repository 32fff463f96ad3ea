//! Numbers of any precision. They are sent as text: sea-query would bind a float on tokio-postgres.

use bigdecimal::BigDecimal;

use super::via_text::travels_as_text;
use super::{DecodeError, EncodeError};
use crate::SqlType;

travels_as_text!(BigDecimal => SqlType::Numeric, digits, number, DecimalText);

/// The maximum number of digits of a numeric before and after the decimal point.
const MOST_BEFORE: i64 = 131_072;
const MOST_BEHIND: i64 = 16_383;

/// The server rounds digits after the decimal point that the column does not store.
fn digits(number: BigDecimal) -> Result<String, EncodeError> {
    let number = number.normalized();
    let behind = number.fractional_digit_count();
    let before = i64::try_from(number.digits()).unwrap_or(i64::MAX).saturating_sub(behind);
    if before <= MOST_BEFORE && behind <= MOST_BEHIND {
        Ok(number.to_scientific_notation())
    } else {
        Err(EncodeError::new("the number has more digits than a numeric can hold"))
    }
}

fn number(text: &str) -> Result<BigDecimal, DecodeError> {
    text.parse().map_err(|_| DecodeError::new(format!("`{text}` is not a valid `BigDecimal`")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_travels() {
        for text in ["0", "-1.5", "12345678901234567890.12345678901234567890", "1e131071", "1e-16383"] {
            let number: BigDecimal = text.parse().unwrap();
            assert_eq!(super::number(&digits(number.clone()).unwrap()).unwrap(), number);
        }
    }

    #[test]
    fn values_that_no_numeric_holds_are_refused() {
        for text in ["1e131072", "1e-16384", "1e9223372036854775807", "1e-9223372036854775806"] {
            assert!(digits(text.parse().unwrap()).is_err(), "{text}");
        }
        for text in ["NaN", "Infinity", ""] {
            assert!(number(text).is_err(), "{text}");
        }
    }
}
