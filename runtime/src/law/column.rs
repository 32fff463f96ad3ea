//! Laws of one column: what tokens say against what the type is (F01, F02, F04), timestamps (T01, T02), sizes and defaults (C03, C10).

use super::table::{inexact, unsized_decimal};
use super::{Message, broken, waives};
use crate::definition::{NULLABLE, REFERENCE, UNTYPED_JSON};
use crate::text::same;
use crate::{ColumnDef, Id, SqlType, Table, TableDef};

/// The column of that number. `said` is what the field's tokens say of the type: it must agree with the type itself, so that
/// no alias hides a reference or an `Option` from the rules that read tokens (F02, F04), nor a decimal or a float (C01, C02).
#[track_caller]
pub const fn column(table: &TableDef, place: usize, said: u8) {
    let column = &table.columns[place];
    tokens_agree(column.name, said, column.nullable, column.target.is_some());
    unsized_decimal(table, column);
    inexact(table, column);
    timestamp(column, waives(column.waivers, "T02") || waives(table.waivers, "T02"));
    if !waives(column.waivers, "C04") && !waives(table.waivers, "C04") {
        typed_json(column.name, column.untyped_json || said & UNTYPED_JSON != 0);
    }
}

/// The same of a column that is called by a type of Rust's own: it is no alias of anything that a law speaks of.
#[track_caller]
pub(super) const fn plain_column(column: &ColumnDef) {
    tokens_agree(column.name, if column.nullable { NULLABLE } else { 0 }, column.nullable, column.target.is_some());
    timestamp(column, false);
}

/// The key of `T` is the id of `T` and not of another table that is called the same (K02).
pub const fn key<T: Table, K: KeyIs<T>>(_: &TableDef) {}

/// The typed id of a table.
#[diagnostic::on_unimplemented(
    message = "[K02] the key of `{T}` is `{Self}`, the id of another table",
    label = "not the id of this `{T}`",
    note = "write `id: Id<Self>`",
    note = "docs: peristyle::rules::K02"
)]
pub trait KeyIs<T> {}

impl<T: Table> KeyIs<T> for Id<T> {}

#[track_caller]
const fn tokens_agree(column: &str, said: u8, nullable: bool, reference: bool) {
    if reference && said & REFERENCE == 0 {
        broken(&[
            "[F02] the type of `",
            column,
            "` is an alias of an `Id`, which hides a reference\n  = help: write `Id<Table>` itself, so that `on_delete` can be asked for\n  = docs: peristyle::rules::F02",
        ]);
    }
    if !reference && said & REFERENCE != 0 {
        broken(&[
            "[F01] the `Id` of `",
            column,
            "` is not `peristyle::Id`\n  = help: import `peristyle::Id`, or rename the other type\n  = docs: peristyle::rules::F01",
        ]);
    }
    if nullable != (said & NULLABLE != 0) {
        broken(&[
            "[F04] the type of `",
            column,
            "` is an alias that hides its `Option`\n  = help: write `Option<..>` itself, so that one sees which columns are nullable\n  = docs: peristyle::rules::F04",
        ]);
    }
}

/// Whether it is a time without a zone, or an array of them.
pub(super) const fn is_unzoned(sql_type: SqlType) -> bool {
    match sql_type {
        SqlType::Timestamp => true,
        SqlType::Array(element) => is_unzoned(*element),
        _ => false,
    }
}

#[track_caller]
const fn timestamp(column: &ColumnDef, waived: bool) {
    let ColumnDef { name: column, rust_type: sql_type, .. } = *column;
    let unzoned = is_unzoned(sql_type);
    if unzoned && !waived {
        broken(&[
            "[T02] `",
            column,
            "` is a time without a zone\n  = help: write `",
            column,
            ": Timestamp`: an instant, timestamptz\n  = docs: peristyle::rules::T02",
        ]);
    }
    let added = same(column, "created_at") || same(column, "updated_at") || same(column, "deleted_at");
    if added && !unzoned && !matches!(sql_type, SqlType::TimestampTz) {
        broken(&[
            "[T01] `",
            column,
            "` is not a timestamp\n  = help: write `",
            column,
            if same(column, "deleted_at") { ": Option<Timestamp>" } else { ": Timestamp" },
            "`, or leave it out: it is added\n  = docs: peristyle::rules::T01",
        ]);
    }
}

#[track_caller]
const fn typed_json(column: &str, untyped: bool) {
    if untyped {
        broken(&[
            "[C04] `",
            column,
            "` is a document of any shape\n  = help: write `Json<T>` with a struct of yours\n  = docs: peristyle::rules::C04",
        ]);
    }
}

/// C08 of a copy: the column of that number has the type of the one it copies.
#[track_caller]
pub const fn copy(table: &TableDef, place: usize, from: &ColumnDef) {
    let column = &table.columns[place];
    if !is_same_type(column.sql_type, from.sql_type) {
        broken(&[
            "[C08] `",
            column.name,
            "` copies `",
            from.name,
            "`, but has another type\n  = help: write the type and the size of the column that is copied\n  = docs: peristyle::rules::C08",
        ]);
    }
}

const fn is_same_type(one: SqlType, other: SqlType) -> bool {
    match (one, other) {
        (SqlType::Varchar(one), SqlType::Varchar(other)) | (SqlType::Char(one), SqlType::Char(other)) => one == other,
        (SqlType::NumericSized(p, s), SqlType::NumericSized(q, t)) => p == q && s == t,
        (SqlType::Enum(one), SqlType::Enum(other)) => same(one.name, other.name),
        (SqlType::Array(one), SqlType::Array(other)) => is_same_type(*one, *other),
        _ => is_same_plain_type(one, other),
    }
}

const fn is_same_plain_type(one: SqlType, other: SqlType) -> bool {
    matches!(
        (one, other),
        (SqlType::Boolean, SqlType::Boolean)
            | (SqlType::SmallInt, SqlType::SmallInt)
            | (SqlType::Integer, SqlType::Integer)
            | (SqlType::BigInt, SqlType::BigInt)
            | (SqlType::Real, SqlType::Real)
            | (SqlType::DoublePrecision, SqlType::DoublePrecision)
            | (SqlType::Numeric, SqlType::Numeric)
            | (SqlType::Text, SqlType::Text)
            | (SqlType::Bytea, SqlType::Bytea)
            | (SqlType::Uuid, SqlType::Uuid)
            | (SqlType::Date, SqlType::Date)
            | (SqlType::Time, SqlType::Time)
            | (SqlType::Timestamp, SqlType::Timestamp)
            | (SqlType::TimestampTz, SqlType::TimestampTz)
            | (SqlType::Json, SqlType::Json)
            | (SqlType::Jsonb, SqlType::Jsonb)
    )
}

/// C03 of what `#[column(..)]` says beside the Rust type.
#[track_caller]
pub const fn sized(table: &TableDef, place: usize) {
    let column = &table.columns[place];
    type_fits(column.name, column.rust_type, column.sql_type);
}

#[track_caller]
const fn type_fits(column: &str, from: SqlType, to: SqlType) {
    if let (SqlType::Array(from), SqlType::Array(to)) = (from, to) {
        return type_fits(column, *from, *to);
    }
    let fits = match to {
        SqlType::Varchar(_) | SqlType::Char(_) => matches!(from, SqlType::Text),
        SqlType::NumericSized(..) => matches!(from, SqlType::Numeric),
        SqlType::Json => matches!(from, SqlType::Jsonb),
        _ => false,
    };
    if !fits {
        broken(&[
            "[C03] the Rust type of `",
            column,
            "` is not the one that its `#[column(...)]` names\n  = help: varchar and char belong to `String`, numeric to `Decimal`, json to `Json<T>`\n  = docs: peristyle::rules::C03",
        ]);
    }
}

/// C10 of a text.
#[track_caller]
pub const fn text_default(table: &TableDef, place: usize, text: &str) {
    let ColumnDef { name: column, sql_type, .. } = table.columns[place];
    match sql_type {
        SqlType::Text => {}
        SqlType::Varchar(most) | SqlType::Char(most) if characters(text) <= most as usize => {}
        SqlType::Enum(definition) if contains(definition.labels, text) => {}
        SqlType::Jsonb | SqlType::Json if is_json_like(text) => {}
        SqlType::Array(_) if same(text, "{}") => {}
        SqlType::Enum(definition) => no_such_label(column, text, definition.labels),
        _ => broken(&[
            "[C10] the default \"",
            text,
            "\" does not fit the type of `",
            column,
            "`\n  = help: write a literal of the column's type, or `default_sql = \"...\"`\n  = docs: peristyle::rules::C10",
        ]),
    }
}

/// C10 of an integer.
#[track_caller]
pub const fn integer_default(table: &TableDef, place: usize, value: i128) {
    let fits = match table.columns[place].sql_type {
        SqlType::SmallInt => value >= i16::MIN as i128 && value <= i16::MAX as i128,
        SqlType::Integer => value >= i32::MIN as i128 && value <= i32::MAX as i128,
        SqlType::BigInt => value >= i64::MIN as i128 && value <= i64::MAX as i128,
        SqlType::Numeric | SqlType::NumericSized(..) | SqlType::Real | SqlType::DoublePrecision => true,
        _ => false,
    };
    if !fits {
        default_does_not_fit(&table.columns[place], "an integer");
    }
}

/// C10 of a number with a decimal point.
#[track_caller]
pub const fn decimal_default(table: &TableDef, place: usize) {
    let column = &table.columns[place];
    if !matches!(
        column.sql_type,
        SqlType::Numeric | SqlType::NumericSized(..) | SqlType::Real | SqlType::DoublePrecision
    ) {
        default_does_not_fit(column, "a number with a decimal point");
    }
}

/// C10 of a boolean.
#[track_caller]
pub const fn bool_default(table: &TableDef, place: usize) {
    let column = &table.columns[place];
    if !matches!(column.sql_type, SqlType::Boolean) {
        default_does_not_fit(column, "a boolean");
    }
}

#[track_caller]
const fn default_does_not_fit(column: &ColumnDef, kind: &str) -> ! {
    broken(&[
        "[C10] the default of `",
        column.name,
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
        if same(texts[at], text) {
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
