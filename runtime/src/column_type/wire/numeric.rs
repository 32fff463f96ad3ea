//! A `numeric` in the binary format of the server. Drivers round a number with more digits than a `Decimal`; here it is
//! an error.

use rust_decimal::Decimal;

use super::DecodeError;

/// Groups of four digits, most significant first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numeric {
    sign: u16,
    /// The power of 10,000 of the first group.
    weight: i16,
    /// The number of digits after the decimal point.
    scale: u16,
    groups: Vec<u16>,
}

const NEGATIVE: u16 = 0x4000;
const NOT_A_NUMBER: u16 = 0xC000;
const INFINITY: u16 = 0xD000;
const NEGATIVE_INFINITY: u16 = 0xF000;

impl Numeric {
    /// Reads the number of groups, the weight, the sign, the scale and the groups, two bytes each.
    #[cfg_attr(
        not(any(feature = "sqlx", feature = "tokio-postgres")),
        allow(dead_code, reason = "used only with a driver feature")
    )]
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let (numbers, []) = bytes.as_chunks::<2>() else { return None };
        let mut numbers = numbers.iter().map(|number| u16::from_be_bytes(*number));
        let (count, weight) = (numbers.next()?, numbers.next()?.cast_signed());
        let (sign, scale) = (numbers.next()?, numbers.next()?);
        let groups: Vec<u16> = numbers.collect();
        (groups.len() == usize::from(count)).then_some(Self { sign, weight, scale, groups })
    }

    /// Converts the number with the same scale if it fits, else without trailing zeros.
    fn decimal(&self) -> Option<Decimal> {
        let whole = self
            .groups
            .iter()
            .try_fold(0_i128, |whole, group| whole.checked_mul(10_000)?.checked_add((*group).into()))?;
        let last = i32::from(self.weight) + 1 - i32::try_from(self.groups.len()).ok()?;
        let scales = (0..=u32::from(self.scale).min(Decimal::MAX_SCALE)).rev();
        let mut numbers = scales.filter_map(|scale| {
            let mantissa = shifted(whole, 4 * last + i32::try_from(scale).ok()?)?;
            Decimal::try_from_i128_with_scale(mantissa, scale).ok()
        });
        let mut number = numbers.next()?;
        number.set_sign_negative(self.sign == NEGATIVE && whole > 0);
        Some(number)
    }
}

/// Multiplies a number by a power of ten, if that loses no digits.
fn shifted(number: i128, power: i32) -> Option<i128> {
    if number == 0 {
        return Some(0);
    }
    let factor = 10_i128.checked_pow(power.unsigned_abs())?;
    if power >= 0 { number.checked_mul(factor) } else { (number % factor == 0).then(|| number / factor) }
}

impl TryFrom<Numeric> for Decimal {
    type Error = DecodeError;

    fn try_from(numeric: Numeric) -> Result<Self, DecodeError> {
        match numeric.sign {
            NOT_A_NUMBER => Err(DecodeError::new("NaN")),
            INFINITY => Err(DecodeError::new("infinity")),
            NEGATIVE_INFINITY => Err(DecodeError::new("-infinity")),
            _ => numeric
                .decimal()
                .ok_or_else(|| DecodeError::new("the number has more digits than a `Decimal` can hold")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(sign: u16, weight: i16, scale: u16, groups: &[u16]) -> Result<String, String> {
        let numeric = Numeric { sign, weight, scale, groups: groups.to_vec() };
        Decimal::try_from(numeric).map(|number| number.to_string()).map_err(|error| error.to_string())
    }

    #[test]
    fn numbers_keep_their_digits() {
        for (sign, weight, scale, groups, text) in [
            (0, 0, 0, [].as_slice(), "0"),
            (0, 0, 2, &[], "0.00"),
            (0, 0, 2, &[12, 5000], "12.50"),
            (NEGATIVE, 0, 0, &[1], "-1"),
            (0, 2, 0, &[1], "100000000"),
            (0, -2, 8, &[1], "0.00000001"),
            (0, -1, 3, &[120], "0.012"),
            (0, 0, 40, &[7], "7.0000000000000000000000000000"),
        ] {
            assert_eq!(read(sign, weight, scale, groups).as_deref(), Ok(text));
        }
        let greatest = [7, 9228, 1625, 1426, 4337, 5935, 4395, 335];
        assert_eq!(read(0, 7, 0, &greatest), Ok(Decimal::MAX.to_string()));
        assert_eq!(read(NEGATIVE, 7, 0, &greatest), Ok(Decimal::MIN.to_string()));
        // The scale does not fit, but its digits are zeros.
        assert_eq!(read(0, 7, 5, &greatest), Ok(Decimal::MAX.to_string()));
    }

    #[test]
    fn values_that_would_be_rounded_are_refused() {
        let refused = Err("the number has more digits than a `Decimal` can hold".to_owned());
        assert_eq!(read(0, 7, 0, &[7, 9228, 1625, 1426, 4337, 5935, 4395, 336]), refused);
        assert_eq!(read(0, -1, 32, &[1, 0, 0, 0, 0, 0, 0, 1]), refused);
        assert_eq!(read(0, i16::MAX, 0, &[1]), refused);
        assert_eq!(read(0, i16::MIN, u16::MAX, &[1]), refused);
        assert_eq!(read(0, 9, 0, &[9999; 10]), refused);
        assert_eq!(read(NOT_A_NUMBER, 0, 0, &[]), Err("NaN".to_owned()));
        assert_eq!(read(INFINITY, 0, 0, &[]), Err("infinity".to_owned()));
        assert_eq!(read(NEGATIVE_INFINITY, 0, 0, &[]), Err("-infinity".to_owned()));
    }

    #[test]
    fn bytes_that_are_cut_are_no_number() {
        let bytes = [0, 2, 0, 0, 0x40, 0, 0, 2, 0, 12, 0x13, 0x88];
        assert_eq!(Numeric::read(&bytes).map(Decimal::try_from).unwrap().unwrap().to_string(), "-12.50");
        for end in 0..bytes.len() {
            assert_eq!(Numeric::read(&bytes[..end]), None);
        }
    }
}
