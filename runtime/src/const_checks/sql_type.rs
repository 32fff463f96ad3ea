//! Properties of an SQL type that rules use; for an array, of its elements.

use super::{NamedType, is_built_in};
use crate::const_str::str_eq;
use crate::{ColumnDef, SqlType};

/// The element type of an array; any other type itself.
#[inline]
const fn element(sql_type: SqlType) -> SqlType {
    match sql_type {
        SqlType::Array(element) => *element,
        sql_type => sql_type,
    }
}

/// Whether PostgreSQL itself has the type: it is neither an enum nor of an extension or a user (C12).
#[inline]
pub(super) const fn is_own(sql_type: SqlType) -> bool {
    match element(sql_type) {
        SqlType::Enum(_) => false,
        SqlType::Named(name) => is_built_in(name),
        _ => true,
    }
}

/// Whether it is a decimal without a precision (C01).
#[inline]
pub(super) const fn is_unsized(sql_type: SqlType) -> bool {
    matches!(sql_type, SqlType::Numeric | SqlType::Array(SqlType::Numeric))
}

/// Whether it is a float (C02).
#[inline]
pub(super) const fn is_float(sql_type: SqlType) -> bool {
    matches!(element(sql_type), SqlType::Real | SqlType::DoublePrecision)
}

/// Whether it is a time without a time zone (T02).
#[inline]
pub(super) const fn is_unzoned(sql_type: SqlType) -> bool {
    use SqlType::{Array, Timestamp, TimestampSized};
    matches!(sql_type, Timestamp | TimestampSized(_) | Array(Timestamp | TimestampSized(_)))
}

/// Whether it is a document stored as text (C05).
#[inline]
pub(super) const fn is_json(sql_type: SqlType) -> bool {
    matches!(sql_type, SqlType::Json | SqlType::Array(SqlType::Json))
}

/// Whether trailing spaces are not significant (C06).
#[inline]
pub(super) const fn is_padded(sql_type: SqlType) -> bool {
    match element(sql_type) {
        SqlType::Char(_) => true,
        SqlType::Named(name) => str_eq(name, "bpchar"),
        _ => false,
    }
}

/// Whether it is an integer, and not an array (C10).
#[inline]
pub(super) const fn is_integer(sql_type: SqlType) -> bool {
    matches!(sql_type, SqlType::SmallInt | SqlType::Integer | SqlType::BigInt)
}

/// Whether it is a text type, and not an array (C03, I08).
#[inline]
pub(super) const fn is_text(sql_type: SqlType) -> bool {
    matches!(sql_type, SqlType::Text | SqlType::Varchar(_) | SqlType::Char(_))
}

/// Whether it stores text, also case-insensitive text (C07).
#[inline]
pub(super) const fn is_text_column(column: &ColumnDef) -> bool {
    is_text(column.sql_type) || is_citext(column.sql_type)
}

/// Whether it can store ids of rows (F01): UUIDs, integers and text. For a type of which only the name is known, its wire type
/// decides.
#[inline]
pub(super) const fn is_id(column: &ColumnDef) -> bool {
    match element(column.sql_type) {
        SqlType::Named(name) if NamedType::of(name).is_none() => holds_ids(element(column.carrier)),
        sql_type => holds_ids(sql_type),
    }
}

#[inline]
const fn holds_ids(sql_type: SqlType) -> bool {
    matches!(sql_type, SqlType::Uuid) || is_integer(sql_type) || is_text(sql_type) || is_citext(sql_type)
}

#[inline]
const fn is_citext(sql_type: SqlType) -> bool {
    match sql_type {
        SqlType::Named(name) => match NamedType::of(name) {
            Some(known) => str_eq(known.name, "citext"),
            None => false,
        },
        _ => false,
    }
}
