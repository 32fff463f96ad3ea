//! The rule of a default: it is a value of the column's type (C10).

use super::default_value::DefaultValue;
use super::{Message, address, broken, interval, json, moment, number};
use crate::column_type::precision;
use crate::const_str::str_eq;
use crate::query::cast;
use crate::{ColumnDef, SqlType, TableDef};

/// C10 of the default of the column with that number.
#[track_caller]
#[inline]
pub const fn default(table: TableDef, place: usize, value: DefaultValue) {
    let table = &table;
    let column = &table.columns[place];
    check(column, column.sql_type, value);
}

#[track_caller]
#[inline]
const fn check(column: &ColumnDef, sql_type: SqlType, value: DefaultValue) {
    match (value, sql_type) {
        (DefaultValue::Array(elements), SqlType::Array(element)) => {
            let mut at = 0;
            while at < elements.len() {
                check(column, *element, elements[at]);
                at += 1;
            }
        }
        // The whole array as text.
        (DefaultValue::Text(text), SqlType::Array(_)) if str_eq(text, "{}") => {}
        (DefaultValue::Text(text), SqlType::Enum(definition)) if !contains(definition.labels, text) => {
            no_such_label(column.name, text, definition.labels)
        }
        (DefaultValue::Text(text), _) if !text_fits(column, sql_type, text) => {
            invalid_text(column.name, sql_type, text)
        }
        (DefaultValue::Text(text), _) => not_too_fine(column.name, sql_type, text),
        (value, _) => match (misfit(underlying(column, sql_type), value), too_large_to_read(column, value)) {
            (Some(kind), _) | (None, Some(kind)) => does_not_fit(column.name, sql_type, kind),
            (None, None) => {}
        },
    }
}

/// The base type of a named type, such as a domain over integers: the type of its values on the wire.
#[inline]
const fn underlying(column: &ColumnDef, sql_type: SqlType) -> SqlType {
    match (sql_type, column.rust_type) {
        (SqlType::Named(_), SqlType::Named(_)) => column.carrier,
        (SqlType::Named(_), rust_type) => rust_type,
        (sql_type, _) => sql_type,
    }
}

/// A column of `sql_type = "bigint"` whose Rust type is `i32`.
#[inline]
const fn too_large_to_read(column: &ColumnDef, value: DefaultValue) -> Option<&'static str> {
    match (column.carrier, value) {
        (SqlType::SmallInt | SqlType::Integer | SqlType::BigInt, DefaultValue::Integer(_)) => {
            misfit(column.carrier, value)
        }
        _ => None,
    }
}

#[inline]
const fn text_fits(column: &ColumnDef, sql_type: SqlType, text: &str) -> bool {
    match sql_type {
        SqlType::Named(name) if str_eq(name, "inet") => address::is_one(text),
        SqlType::Named(name) if str_eq(name, "cidr") => address::is_network(text),
        SqlType::Named(name) if cast::is_range(name) => has_bounds(text),
        // Only the server knows the text form of other named types.
        SqlType::Named(_) => !is_number_or_boolean(underlying(column, sql_type)),
        SqlType::Text | SqlType::Enum(_) => true,
        SqlType::Varchar(most) | SqlType::Char(most) => characters(text) <= most as usize,
        SqlType::Jsonb => json::is_one(text, true),
        SqlType::Json => json::is_one(text, false),
        SqlType::Interval => interval::is_one(text),
        SqlType::Uuid => moment::is_uuid(text),
        _ => moment::is_one(sql_type.unsized_type(), text),
    }
}

/// Whether a text begins and ends as a range does, with a comma between. The server reads the bounds.
#[inline]
const fn has_bounds(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (mut at, mut commas) = (0, 0);
    while at < bytes.len() {
        commas += if bytes[at] == b',' { 1 } else { 0 };
        at += 1;
    }
    match bytes {
        [b'[' | b'(', .., b']' | b')'] => commas == 1,
        _ => str_eq(text, "empty"),
    }
}

#[inline]
const fn is_number_or_boolean(sql_type: SqlType) -> bool {
    matches!(
        sql_type,
        SqlType::Boolean
            | SqlType::SmallInt
            | SqlType::Integer
            | SqlType::BigInt
            | SqlType::Real
            | SqlType::DoublePrecision
            | SqlType::Numeric
            | SqlType::NumericSized(..)
    )
}

/// What the value is, if the type has no such value.
#[inline]
const fn misfit(sql_type: SqlType, value: DefaultValue) -> Option<&'static str> {
    match (value, sql_type) {
        (DefaultValue::Integer(value), SqlType::SmallInt) => out_of_range(value, i16::MIN as i128, i16::MAX as i128),
        (DefaultValue::Integer(value), SqlType::Integer) => out_of_range(value, i32::MIN as i128, i32::MAX as i128),
        (DefaultValue::Integer(value), SqlType::BigInt) => out_of_range(value, i64::MIN as i128, i64::MAX as i128),
        (DefaultValue::Integer(value), SqlType::NumericSized(precision, scale))
            if number::digits(value.unsigned_abs()) > precision.saturating_sub(scale) as u32 =>
        {
            Some("an integer with too many digits")
        }
        (DefaultValue::Decimal(text), SqlType::NumericSized(precision, scale))
            if !number::has_room(text, precision, scale) =>
        {
            Some("a number with too many digits")
        }
        (
            DefaultValue::Integer(_) | DefaultValue::Decimal(_),
            SqlType::Numeric | SqlType::NumericSized(..) | SqlType::Real | SqlType::DoublePrecision,
        )
        | (DefaultValue::Boolean(_), SqlType::Boolean)
        | (DefaultValue::Bytes(_), SqlType::Bytea) => None,
        (DefaultValue::Integer(_), _) => Some("an integer"),
        (DefaultValue::Decimal(_), _) => Some("a number with a decimal point"),
        (DefaultValue::Boolean(_), _) => Some("a boolean"),
        (DefaultValue::Bytes(_), _) => Some("a byte string"),
        (DefaultValue::Array(_), _) => Some("an array"),
        (DefaultValue::Text(_), _) => Some("a text"),
    }
}

#[inline]
const fn out_of_range(value: i128, least: i128, most: i128) -> Option<&'static str> {
    if value >= least && value <= most { None } else { Some("an integer out of range") }
}

/// The type, as messages name it.
#[inline]
const fn name(sql_type: SqlType) -> Message {
    let mut name = Message::new();
    cast::base(&mut name, sql_type);
    match sql_type {
        SqlType::Varchar(most) | SqlType::Char(most) => {
            name = Message::new().push(if matches!(sql_type, SqlType::Char(_)) { "char(" } else { "varchar(" });
            name.write_number(most as usize);
            name.write(")");
        }
        SqlType::NumericSized(precision, scale) => {
            name.write("(");
            name.write_number(precision as usize);
            name.write(", ");
            name.write_number(scale as usize);
            name.write(")");
        }
        _ => {}
    }
    name
}

/// A value of the type, as it is written in an attribute.
#[inline]
const fn example(sql_type: SqlType) -> &'static str {
    match sql_type {
        SqlType::Boolean => "`true`, `false`",
        SqlType::SmallInt | SqlType::Integer | SqlType::BigInt => "an integer such as `0`",
        SqlType::Real | SqlType::DoublePrecision | SqlType::Numeric | SqlType::NumericSized(..) => {
            "a number such as `0` or `0.5`"
        }
        SqlType::Text => "a text such as `\"none\"`",
        SqlType::Varchar(_) | SqlType::Char(_) => "a text within the length",
        SqlType::Bytea => "bytes such as `b\"ab\"`",
        SqlType::Uuid => "`\"0198c0de-0000-7000-8000-000000000000\"`",
        SqlType::Date => "a date such as `\"2024-02-29\"`",
        SqlType::Time | SqlType::TimeSized(_) => "a time such as `\"23:59:59\"`",
        SqlType::Timestamp | SqlType::TimestampSized(_) => "a timestamp such as `\"2024-02-29 23:59:59\"`",
        SqlType::TimestampTz | SqlType::TimestampTzSized(_) => {
            "a timestamp with time zone such as `\"2024-02-29 23:59:59Z\"`"
        }
        SqlType::Interval => "an interval such as `\"P1DT2H\"`",
        SqlType::Json | SqlType::Jsonb => "JSON such as `\"{}\"`",
        SqlType::Enum(_) => "a label, or a variant",
        SqlType::Array(_) => "an array such as `[]`",
        SqlType::Named(name) if str_eq(name, "cidr") => "a network such as `\"10.0.0.0/8\"`",
        SqlType::Named(name) if str_eq(name, "inet") => "an address such as `\"10.0.0.1\"`",
        SqlType::Named(name) if cast::is_range(name) => "a range such as `\"[1,4)\"`, `\"(,)\"` or `\"empty\"`",
        SqlType::Named(_) => "a value of that type",
    }
}

#[track_caller]
#[inline]
const fn invalid_text(column: &str, sql_type: SqlType, text: &str) -> ! {
    broken(&[
        "[C10] the default \"",
        Message::new().push_start(text).as_str(),
        "\" of `",
        column,
        "` is not valid for its type `",
        name(sql_type).as_str(),
        "`\n  = help: write ",
        example(sql_type),
        ", or an expression as `default_sql = \"...\"`\n  = docs: peristyle::rules::C10",
    ])
}

#[track_caller]
#[inline]
const fn does_not_fit(column: &str, sql_type: SqlType, kind: &str) -> ! {
    broken(&[
        "[C10] the default of `",
        column,
        "` is ",
        kind,
        ", which does not fit its type `",
        name(sql_type).as_str(),
        "`\n  = help: write ",
        example(sql_type),
        ", or an expression as `default_sql = \"...\"`\n  = docs: peristyle::rules::C10",
    ])
}

#[track_caller]
#[inline]
const fn not_too_fine(column: &str, sql_type: SqlType, text: &str) {
    let Some(digits) = precision::digits(sql_type) else { return };
    if !moment::has_room(text, digits) {
        let mut most = Message::new();
        most.write_number(digits as usize);
        broken(&[
            "[C10] the default of `",
            column,
            "` has more digits of a second than the ",
            most.as_str(),
            " that its type stores\n  = help: remove the other digits, which PostgreSQL would round",
            "\n  = docs: peristyle::rules::C10",
        ]);
    }
}

#[inline]
const fn characters(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut count) = (0, 0);
    while at < bytes.len() {
        // Every byte except the continuation bytes of UTF-8 starts a character.
        if bytes[at] & 0b1100_0000 != 0b1000_0000 {
            count += 1;
        }
        at += 1;
    }
    count
}

#[inline]
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
#[inline]
const fn no_such_label(column: &str, text: &str, labels: &[&str]) -> ! {
    let mut listed = Message::new();
    let mut at = 0;
    while at < labels.len() {
        listed = listed.push(if at == 0 { "\"" } else { ", \"" }).push(labels[at]).push("\"");
        at += 1;
    }
    broken(&[
        "[C10] `",
        Message::new().push_start(text).as_str(),
        "` is not a label of the enum of `",
        column,
        "`\n  = help: write one of ",
        listed.as_str(),
        "\n  = docs: peristyle::rules::C10",
    ])
}
