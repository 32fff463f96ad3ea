//! Random values, most of them where a condition changes its mind.

use std::env;

use peristyle::Timestamp;
use rust_decimal::Decimal;
use sqlx::types::chrono::{NaiveDate, NaiveTime};
use uuid::Uuid;

use super::texts::Mood;

/// The same seed gives the same values: SplitMix64.
pub struct Generator(u64);

impl Generator {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.bits() % end as u64).unwrap()
    }

    pub fn one_of<T: Clone>(&mut self, values: &[T]) -> T {
        values[self.below(values.len())].clone()
    }

    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// The same in every run, unless `PERISTYLE_CONDITIONS_SEED` says another one.
pub fn seed() -> u64 {
    env::var("PERISTYLE_CONDITIONS_SEED").map_or(1, |seed| seed.parse().expect("PERISTYLE_CONDITIONS_SEED is a number"))
}

/// A random value of a column.
pub trait Draw {
    fn draw(generator: &mut Generator) -> Self;
}

impl<T: Draw> Draw for Option<T> {
    fn draw(generator: &mut Generator) -> Self {
        (generator.below(4) > 0).then(|| T::draw(generator))
    }
}

impl<T: Draw> Draw for Vec<T> {
    fn draw(generator: &mut Generator) -> Self {
        let length = generator.one_of(&[0, 0, 1, 1, 1, 2, 3]);
        (0..length).map(|_| T::draw(generator)).collect()
    }
}

/// One of the values in three cases of four, else what the bits are.
macro_rules! draws {
    ($($ty:ty: $values:expr, |$generator:ident| $any:expr;)*) => {
        $(impl Draw for $ty {
            fn draw($generator: &mut Generator) -> Self {
                if $generator.below(4) > 0 { $generator.one_of(&$values) } else { $any }
            }
        })*
    };
}

draws! {
    bool: [false, true], |generator| generator.below(2) == 1;
    i16: [i16::MIN, -6, -5, -4, 0, 1, 4, 5, 6, i16::MAX], |generator| generator.bits() as i16;
    i32: [i32::MIN, -6, -5, -4, 0, 1, 4, 5, 6, 100, i32::MAX], |generator| generator.bits() as i32;
    i64: [i64::MIN, -6, -5, -4, 0, 1, 4, 5, 6, 1 << 53, (1 << 53) + 1, i64::MAX], |generator| generator.bits() as i64;
    f32: [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -0.5, -0.0, 0.0, 0.1, 0.5, 1000.0, 16_777_216.0, f32::MAX, f32::MIN_POSITIVE],
        |generator| f32::from_bits(generator.bits() as u32);
    f64: [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.5, -0.0, 0.0, 0.1, 0.5, 1000.0, 16_777_217.0, f64::MAX, f64::MIN_POSITIVE],
        |generator| f64::from_bits(generator.bits());
    Decimal: ["-0.5", "-0.0001", "-0.00", "0", "0.1", "0.5", "0.5000", "5", "1000", "99999999.9999", "-99999999.9999"]
        .map(|text| text.parse().unwrap()),
        |generator| Decimal::new((generator.bits() % 1_000_000_000_000) as i64 - 500_000_000_000, 4);
    Vec<u8>: [&b""[..], b"\0", b"\0\x01", b"\xff", b"\xff\0", b"abc", "ä".as_bytes()].map(<[u8]>::to_vec),
        |generator| generator.bits().to_be_bytes()[generator.below(8)..].to_vec();
    String: known(), |generator| spelled(generator);
    Mood: [Mood::Sunny, Mood::Grey, Mood::Stormy], |_generator| Mood::Sunny;
    Timestamp: moments(), |generator| Timestamp::from_timestamp_nanos(generator.bits() as i64);
    NaiveDate: ["-4712-01-01", "0001-01-01", "1999-12-31", "2000-01-01", "2024-02-29", "9999-12-31"]
        .map(|text| text.parse().unwrap()),
        |generator| NaiveDate::from_epoch_days(generator.bits() as i16 as i32).unwrap();
    NaiveTime: ["00:00", "00:00:00.000001", "00:00:00.0000015", "12:00", "23:59:59.999999", "23:59:59.9999999"]
        .map(|text| text.parse().unwrap()),
        |generator| NaiveTime::from_num_seconds_from_midnight_opt((generator.bits() % 86_400) as u32, 0).unwrap();
    Uuid: [Uuid::nil(), Uuid::max(), Uuid::from_u128(7)], |generator| Uuid::from_u64_pair(generator.bits(), 0);
}

/// Each has at most eight characters.
const TEXTS: &str = "| |a|or|ab|ab |abc|ä|äöü|a\u{308}|größe|it's|it''s|it|a\\b|\\|\\\\|100%|100|1000|a_b|axb|\"|'|''|\n|日本語|🦀|🦀🦀🦀🦀|E'x'";

/// They mean something to somebody.
const CHARACTERS: &str = "ab %_\\'\"ä日🦀$;\u{308}";

fn known() -> Vec<String> {
    TEXTS.split('|').map(str::to_owned).collect()
}

fn spelled(generator: &mut Generator) -> String {
    let characters: Vec<char> = CHARACTERS.chars().collect();
    (0..generator.below(9)).map(|_| generator.one_of(&characters)).collect()
}

/// On both sides of the years that computers count from, and apart by less than PostgreSQL keeps.
fn moments() -> Vec<Timestamp> {
    let written = ["1969-12-31T23:59:59", "1999-12-31T23:59:59", "2000-01-01T00:00:00", "2024-02-29T12:00:00"];
    let parts = ["Z", ".000001Z", ".0000009Z", ".0000011Z"];
    written.iter().flat_map(|moment| parts.map(|part| format!("{moment}{part}").parse().unwrap())).collect()
}
