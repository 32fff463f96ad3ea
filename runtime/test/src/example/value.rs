//! Values of the types of PostgreSQL, as their texts.

use std::fmt::Write;

use peristyle::SqlType;
use uuid::Uuid;

use super::choices::{Choices, mix, reduced};

/// What a column allows beside its type.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits<'a> {
    /// The name, from which the form of an address is guessed.
    pub(crate) name: &'a str,
    /// The maximum number of characters.
    pub(crate) length: usize,
    /// Whether it is the primary key, whose values are ordered by time.
    pub(crate) is_key: bool,
    /// Whether numbers are small, because the database computes with them.
    pub(crate) is_small: bool,
}

/// A value of the type; `None` if nothing is known about it.
pub(crate) fn value(sql_type: SqlType, limits: Limits<'_>, choices: &mut Choices) -> Option<String> {
    let (size, content) = (choices.next(), choices.next());
    let digits = |precision: u16, scale: u16| if limits.is_small { precision.min(scale + 4) } else { precision };
    let bits = |bits: usize| if limits.is_small { bits.min(10) } else { bits };
    Some(match sql_type {
        SqlType::Boolean => if content.is_multiple_of(2) { "f" } else { "t" }.to_owned(),
        SqlType::SmallInt => integer(size, content, bits(15)).to_string(),
        SqlType::Integer => integer(size, content, bits(31)).to_string(),
        SqlType::BigInt => integer(size, content, bits(63)).to_string(),
        SqlType::Real | SqlType::DoublePrecision => decimal(size, content, 6, 2),
        SqlType::Numeric if limits.is_small => decimal(size, content, 8, 4),
        SqlType::Numeric => decimal(size, content, 20, 6),
        SqlType::NumericSized(precision, scale) => decimal(size, content, digits(precision, scale), scale),
        SqlType::Text | SqlType::Varchar(_) => text(size, content, limits),
        SqlType::Char(length) => letters(content, usize::try_from(length).unwrap_or(1)),
        SqlType::Bytea => {
            let mut bytes = "\\x".to_owned();
            (0..reduced(size, 33)).for_each(|at| push_byte(&mut bytes, mix(content ^ at as u64)));
            bytes
        }
        SqlType::Uuid if limits.is_key => Uuid::now_v7().to_string(),
        SqlType::Uuid => uuid::Builder::from_random_bytes(u128_of(content).to_be_bytes()).into_uuid().to_string(),
        SqlType::Date => date(content),
        SqlType::Time => time(size, content, 6),
        SqlType::TimeSized(digits) => time(size, content, digits),
        SqlType::Timestamp => format!("{} {}", date(content), time(size, mix(content), 6)),
        SqlType::TimestampSized(digits) => format!("{} {}", date(content), time(size, mix(content), digits)),
        SqlType::TimestampTz => format!("{} {}+00", date(content), time(size, mix(content), 6)),
        SqlType::TimestampTzSized(digits) => format!("{} {}+00", date(content), time(size, mix(content), digits)),
        SqlType::Interval => {
            format!("{} mon {} days {}", reduced(size, 24), reduced(content, 31), time(size, mix(content), 6))
        }
        SqlType::Json | SqlType::Jsonb => "{}".to_owned(),
        SqlType::Enum(definition) => (*definition.labels.get(reduced(content, definition.labels.len()))?).to_owned(),
        SqlType::Array(element) => array(*element, reduced(size, 4), limits, choices)?,
        SqlType::Named(name) => named(name, size, content, limits)?,
        _ => return None,
    })
}

fn u128_of(content: u64) -> u128 {
    (u128::from(mix(content)) << 64) | u128::from(mix(!content))
}

/// Any number of the bits, the smaller the smaller its size.
fn integer(size: u64, content: u64, bits: usize) -> i64 {
    let magnitude = magnitude(size, content, bits);
    if is_negative(content) { -magnitude } else { magnitude }
}

/// One of four numbers is, and not the simplest content.
fn is_negative(content: u64) -> bool {
    content % 4 == 3
}

/// Of at most so many bits: the size decides their number, the content the number among those with as many.
fn magnitude(size: u64, content: u64, bits: usize) -> i64 {
    let Some(base) = reduced(size, bits + 1).checked_sub(1).map(|bits| 1_u64 << bits) else { return 0 };
    let more = (u128::from(content) * u128::from(base)) >> 64;
    i64::try_from(u128::from(base) + more).unwrap_or(i64::MAX)
}

/// A number with at most so many digits, so many of them after the point.
fn decimal(size: u64, content: u64, precision: u16, scale: u16) -> String {
    let (precision, scale) = (usize::from(precision), usize::from(scale));
    let length = reduced(size, precision + 1);
    let digits: String = (0..length as u64).map(|at| digit(mix(content ^ (at << 8)))).collect();
    let digits = format!("{digits:0>width$}", width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    let sign = if is_negative(content) { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    // numeric(3, 3) has no digit before the point.
    let whole = if precision <= scale { "0" } else { whole };
    format!("{sign}{whole}{point}{fraction}")
}

fn digit(content: u64) -> char {
    char::from(b'0' + u8::try_from(content % 10).unwrap_or(0))
}

/// Letters of more than one byte too, and no space at an end.
const LETTERS: [char; 40] = [
    'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w',
    'x', 'y', 'z', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'é', 'ß', '日', '🎈',
];

fn letter(content: u64) -> char {
    LETTERS[reduced(content, LETTERS.len())]
}

/// A text within the limit: empty rarely, as long as it may be rarely, in the form that the name of its column suggests.
fn text(size: u64, content: u64, limits: Limits<'_>) -> String {
    let longest = limits.length;
    let length = match reduced(size, 320) {
        300.. => longest,
        part => part * longest.min(40) / 300 + 1,
    };
    let length = length.min(longest);
    let form = |before: &str, after: &str| {
        let rest = length.max(before.len() + after.len() + 8).checked_sub(before.len() + after.len())?;
        (before.len() + rest + after.len() <= longest).then(|| format!("{before}{}{after}", word(content, rest)))
    };
    let suggested = match limits.name {
        name if name.contains("email") || name.ends_with("mail") => form("", "@example.com"),
        name if name == "url" || name.ends_with("_url") => form("https://example.com/", ""),
        _ => None,
    };
    suggested.unwrap_or_else(|| words(content, length))
}

fn words(content: u64, length: usize) -> String {
    let at = |at: usize| mix(content ^ ((at as u64) << 16));
    let inner = |place: usize| place > 0 && place + 1 < length && at(place) % 9 == 8;
    (0..length).map(|place| if inner(place) { ' ' } else { letter(at(place) << 8) }).collect()
}

/// Letters and digits that an address may have.
fn word(content: u64, length: usize) -> String {
    (0..length).map(|at| LETTERS[reduced(mix(content ^ ((at as u64) << 16)), 36)]).collect()
}

fn letters(content: u64, length: usize) -> String {
    (0..length).map(|at| LETTERS[reduced(mix(content ^ ((at as u64) << 16)), 26)]).collect()
}

fn push_byte(text: &mut String, byte: u64) {
    let _ = write!(text, "{:02x}", byte & 0xff);
}

/// A day of the years 2000 to 2037.
fn date(content: u64) -> String {
    let content = mix(content ^ 0xda7e);
    format!("{}-{:02}-{:02}", 2000 + content % 38, 1 + (content >> 8) % 12, 1 + (content >> 16) % 28)
}

fn time(size: u64, content: u64, digits: u8) -> String {
    let (hour, minute, second) = (content % 24, (content >> 8) % 60, (content >> 16) % 60);
    let digits = usize::from(digits.min(6));
    let fraction: String = (0..digits as u64).map(|at| digit(mix(content ^ at))).collect();
    let point = if digits == 0 || size.is_multiple_of(4) { String::new() } else { format!(".{fraction}") };
    format!("{hour:02}:{minute:02}:{second:02}{point}")
}

fn array(element: SqlType, count: usize, limits: Limits<'_>, choices: &mut Choices) -> Option<String> {
    let limits = Limits { length: limits.length.min(40), is_key: false, ..limits };
    let elements = (0..count).map(|_| value(element, limits, choices)).collect::<Option<Vec<_>>>()?;
    let quoted = elements.iter().map(|one| format!("\"{}\"", one.replace('\\', "\\\\").replace('"', "\\\"")));
    Some(format!("{{{}}}", quoted.collect::<Vec<_>>().join(",")))
}

/// The period with that number, of a range or multirange: those of two numbers do not overlap.
pub(crate) fn period(sql_type: SqlType, number: u64) -> Option<String> {
    let SqlType::Named(name) = sql_type else { return None };
    let name = name.rsplit('.').next().unwrap_or(name);
    let range = match name {
        "int4range" | "int8range" | "numrange" | "int4multirange" | "int8multirange" | "nummultirange" => {
            format!("[{},{})", number, number + 1)
        }
        "daterange" | "tsrange" | "tstzrange" | "datemultirange" | "tsmultirange" | "tstzmultirange" => {
            format!("[{},{})", day(number), day(number + 1))
        }
        _ => return None,
    };
    Some(if name.ends_with("multirange") { format!("{{{range}}}") } else { range })
}

/// The day so many days after the first of the year 2000, by the calendar of 400 years that begins with March 1600.
fn day(number: u64) -> String {
    let since = number + 146_037;
    let (era, of_era) = (since / 146_097, since % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    format!("{:04}-{month:02}-{day:02}", 1600 + era * 400 + year + next)
}

/// The types that have no variant of their own.
fn named(name: &str, size: u64, content: u64, limits: Limits<'_>) -> Option<String> {
    let name = name.to_ascii_lowercase();
    let (base, length) = match name.split_once('(') {
        Some((base, size)) => (base.trim(), size.trim_end_matches(')').trim().parse().ok()),
        None => (name.as_str(), None),
    };
    let base = base.rsplit('.').next().unwrap_or(base);
    let byte = |at: u64| mix(content ^ at) & 0xff;
    Some(match base {
        "text" | "citext" | "varchar" | "character varying" => {
            text(size, content, Limits { length: length.unwrap_or(limits.length), ..limits })
        }
        "char" | "character" | "bpchar" => letters(content, length.unwrap_or(1)),
        "inet" => format!("10.{}.{}.{}", byte(1), byte(2), byte(3)),
        "cidr" => format!("10.{}.{}.0/24", byte(1), byte(2)),
        "macaddr" => format!("02:00:{:02x}:{:02x}:{:02x}:{:02x}", byte(1), byte(2), byte(3), byte(4)),
        "tsvector" | "ltree" | "name" => letters(content, 1 + reduced(size, 20)),
        "int4range" | "int8range" | "numrange" => {
            let from = magnitude(size, content, 30);
            format!("[{from},{})", from + 1 + i64::try_from(byte(1)).unwrap_or(0))
        }
        "daterange" | "tsrange" | "tstzrange" => {
            let day = date(content);
            format!("[{day},{day}]")
        }
        "int4multirange" | "int8multirange" | "nummultirange" => {
            let from = magnitude(size, content, 30);
            format!("{{[{from},{})}}", from + 1 + i64::try_from(byte(1)).unwrap_or(0))
        }
        "datemultirange" | "tsmultirange" | "tstzmultirange" => {
            let day = date(content);
            format!("{{[{day},{day}]}}")
        }
        "vector" | "halfvec" => {
            let parts = (0..length.unwrap_or(3) as u64).map(|at| decimal(size, mix(content ^ at), 3, 2));
            format!("[{}]", parts.collect::<Vec<_>>().join(","))
        }
        "bit" => (0..length.unwrap_or(1) as u64).map(|at| if byte(at) % 2 == 0 { '0' } else { '1' }).collect(),
        "money" => decimal(size, content, 9, 2),
        "oid" => magnitude(size, content, 31).to_string(),
        "smallint" | "int2" => integer(size, content, 15).to_string(),
        "integer" | "int" | "int4" => integer(size, content, 31).to_string(),
        "bigint" | "int8" => integer(size, content, 63).to_string(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_no_more_digits_than_its_type() {
        for seed in 0..5_000 {
            let mut choices = Choices::seeded(seed);
            for (precision, scale) in [(10, 2), (3, 3), (1, 0), (5, 5), (12, 0)] {
                let number = decimal(choices.next(), choices.next(), precision, scale);
                let (whole, fraction) = number.trim_start_matches('-').split_once('.').unwrap_or((&number, ""));
                let whole = whole.trim_start_matches(['-', '0']);
                assert!(whole.len() <= usize::from(precision - scale), "{number} in ({precision}, {scale})");
                assert_eq!(fraction.len(), usize::from(scale), "{number}");
            }
        }
    }

    #[test]
    fn each_period_begins_where_the_one_before_ends() {
        for (number, first) in [(0, "2000-01-01"), (59, "2000-02-29"), (366, "2001-01-01"), (36_525, "2100-01-01")] {
            assert_eq!(day(number), first);
        }
        assert_eq!((day(36_583).as_str(), day(36_584).as_str()), ("2100-02-28", "2100-03-01"));
        let days: Vec<_> = (0..200_000).map(day).collect();
        assert!(days.is_sorted() && days.windows(2).all(|pair| pair[0] != pair[1]));
        let named = |name| period(SqlType::Named(name), 1);
        assert_eq!(named("tstzrange").as_deref(), Some("[2000-01-02,2000-01-03)"));
        assert_eq!(named("pg_catalog.int8multirange").as_deref(), Some("{[1,2)}"));
        assert_eq!((named("citext"), period(SqlType::Date, 1)), (None, None));
    }

    #[test]
    fn a_text_is_as_long_as_its_column_allows_and_no_longer() {
        let mut longest = 0;
        for seed in 0..1_000 {
            let mut choices = Choices::seeded(seed);
            for (name, length) in [("email", 320), ("email", 3), ("name", 5), ("home_url", 100)] {
                let text =
                    text(choices.next(), choices.next(), Limits { name, length, is_key: false, is_small: false });
                let count = text.chars().count();
                assert!((1..=length).contains(&count) && text.trim() == text, "{text:?}");
                longest = longest.max(count);
            }
        }
        assert_eq!(longest, 320);
    }
}
