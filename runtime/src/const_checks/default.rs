//! The rule of a default: a literal has the column's type (C10).

use super::{Message, address, broken, interval, moment};
use crate::column_type::precision;
use crate::const_str::str_eq;
use crate::{ColumnDef, SqlType, TableDef};

/// C10 of a text.
#[track_caller]
pub const fn text_default(table: &TableDef, place: usize, text: &str) {
    let ColumnDef { name: column, sql_type, .. } = table.columns[place];
    match sql_type {
        SqlType::Named(name) if str_eq(name, "inet") || str_eq(name, "cidr") => {
            if !address::is_one(text) {
                no_literal(column, text);
            }
        }
        // What a value of a named type looks like is known to the server alone.
        SqlType::Text | SqlType::Named(_) => {}
        SqlType::Varchar(most) | SqlType::Char(most) if characters(text) <= most as usize => {}
        SqlType::Enum(definition) if contains(definition.labels, text) => {}
        SqlType::Jsonb | SqlType::Json if is_json_like(text) => {}
        SqlType::Array(_) if str_eq(text, "{}") => {}
        SqlType::Interval if interval::is_one(text) => {}
        SqlType::Uuid if moment::is_uuid(text) => {}
        _ if moment::is_one(sql_type.unsized_type(), text) => {}
        SqlType::Enum(definition) => no_such_label(column, text, definition.labels),
        _ => no_literal(column, text),
    }
    if let Some(digits) = precision::digits(sql_type)
        && !moment::has_room(text, digits)
    {
        too_fine(column, digits);
    }
}

#[track_caller]
const fn too_fine(column: &str, digits: u8) -> ! {
    let mut most = Message::new();
    most.write_number(digits as usize);
    broken(&[
        "[C10] the default of `",
        column,
        "` has more digits of a second than the ",
        most.as_str(),
        " that its type stores\n  = help: leave out the other digits, which PostgreSQL would round",
        "\n  = docs: peristyle::rules::C10",
    ])
}

#[track_caller]
const fn no_literal(column: &str, text: &str) -> ! {
    broken(&[
        "[C10] the default \"",
        text,
        "\" does not fit the type of `",
        column,
        "`\n  = help: write a literal of the column's type, or `default_sql = \"...\"`\n  = docs: peristyle::rules::C10",
    ])
}

/// C10 of an integer.
#[track_caller]
pub const fn integer_default(table: &TableDef, place: usize, value: i128) {
    let ColumnDef { name: column, sql_type, .. } = table.columns[place];
    let fits = match sql_type {
        SqlType::SmallInt => value >= i16::MIN as i128 && value <= i16::MAX as i128,
        SqlType::Integer => value >= i32::MIN as i128 && value <= i32::MAX as i128,
        SqlType::BigInt => value >= i64::MIN as i128 && value <= i64::MAX as i128,
        SqlType::NumericSized(precision, scale) => {
            digits(value.unsigned_abs()) <= precision.saturating_sub(scale) as u32
        }
        SqlType::Numeric | SqlType::Real | SqlType::DoublePrecision => true,
        _ => false,
    };
    if !fits {
        default_does_not_fit(column, "an integer");
    }
}

/// C10 of a number with a decimal point.
#[track_caller]
pub const fn decimal_default(table: &TableDef, place: usize, text: &str) {
    let ColumnDef { name: column, sql_type, .. } = table.columns[place];
    match sql_type {
        SqlType::NumericSized(precision, scale) if !has_room(text, precision, scale) => {
            default_does_not_fit(column, "a number of more digits");
        }
        SqlType::Numeric | SqlType::NumericSized(..) | SqlType::Real | SqlType::DoublePrecision => {}
        _ => default_does_not_fit(column, "a number with a decimal point"),
    }
}

/// Of zero none.
const fn digits(value: u128) -> u32 {
    match value.checked_ilog10() {
        Some(power) => power + 1,
        None => 0,
    }
}

/// Whether a number with a point has its digits in a `numeric(precision, scale)`: those behind the point would be rounded away in silence. With an
/// exponent it is left to the server.
const fn has_room(text: &str, precision: u16, scale: u16) -> bool {
    let bytes = text.as_bytes();
    let (mut at, mut before, mut behind, mut point, mut significant) = (0, 0, 0, false, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'.' => point = true,
            b'e' | b'E' => return true,
            b'0' if !point && before == 0 => {}
            b'0'..=b'9' if point => {
                behind += 1;
                significant = if bytes[at] == b'0' { significant } else { behind };
            }
            b'0'..=b'9' => before += 1,
            _ => {}
        }
        at += 1;
    }
    significant <= scale && before <= precision.saturating_sub(scale)
}

/// C10 of a boolean.
#[track_caller]
pub const fn bool_default(table: &TableDef, place: usize) {
    let ColumnDef { name: column, sql_type, .. } = table.columns[place];
    if !matches!(sql_type, SqlType::Boolean) {
        default_does_not_fit(column, "a boolean");
    }
}

#[track_caller]
const fn default_does_not_fit(column: &str, kind: &str) -> ! {
    broken(&[
        "[C10] the default of `",
        column,
        "` is ",
        kind,
        " that its type does not hold\n  = help: write a literal of the column's type\n  = docs: peristyle::rules::C10",
    ])
}

const fn characters(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut count) = (0, 0);
    while at < bytes.len() {
        // Every byte but the continuation bytes of UTF-8 begins a character.
        if bytes[at] & 0b1100_0000 != 0b1000_0000 {
            count += 1;
        }
        at += 1;
    }
    count
}

const fn contains(texts: &[&str], text: &str) -> bool {
    let mut at = 0;
    while at < texts.len() {
        if str_eq(texts[at], text) {
            return true;
        }
        at += 1;
    }
    false
}

#[track_caller]
const fn no_such_label(column: &str, text: &str, labels: &[&str]) -> ! {
    let mut listed = Message::new();
    let mut at = 0;
    while at < labels.len() {
        listed = listed.push(if at == 0 { "\"" } else { ", \"" }).push(labels[at]).push("\"");
        at += 1;
    }
    broken(&[
        "[C10] `",
        text,
        "` is no label of the enum of `",
        column,
        "`\n  = help: write one of ",
        listed.as_str(),
        "\n  = docs: peristyle::rules::C10",
    ])
}

/// The first character is one that begins JSON; the server reads the rest when the schema is loaded.
const fn is_json_like(text: &str) -> bool {
    matches!(text.as_bytes().first(), Some(b'{' | b'[' | b'"' | b'0'..=b'9' | b'-' | b't' | b'f' | b'n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_counted_on_both_sides() {
        for text in ["0.5", "-99.25", "0.50000", "99.0", "0.0", "1e9", "007.5"] {
            assert!(has_room(text, 4, 2), "{text}");
        }
        for text in ["100.5", "0.125", "-0.001", "123.0"] {
            assert!(!has_room(text, 4, 2), "{text}");
        }
        assert_eq!((digits(0), digits(9), digits(10), digits(99)), (0, 1, 2, 2));
    }
}
