//! What the rules ask of an SQL type, of an array of its elements.

use super::NamedType;
use crate::const_str::str_eq;
use crate::{ColumnDef, SqlType};

/// The type of the elements of an array; any other type itself.
const fn element(sql_type: SqlType) -> SqlType {
    match sql_type {
        SqlType::Array(element) => *element,
        sql_type => sql_type,
    }
}

/// Whether it is a decimal without a number of digits (C01).
pub(super) const fn is_unsized(sql_type: SqlType) -> bool {
    matches!(element(sql_type), SqlType::Numeric)
}

/// Whether it is a float (C02).
pub(super) const fn is_float(sql_type: SqlType) -> bool {
    matches!(element(sql_type), SqlType::Real | SqlType::DoublePrecision)
}

/// Whether it is a time without a zone (T02).
pub(super) const fn is_unzoned(sql_type: SqlType) -> bool {
    matches!(element(sql_type), SqlType::Timestamp | SqlType::TimestampSized(_))
}

/// Whether it is a document as text (C05).
pub(super) const fn is_json(sql_type: SqlType) -> bool {
    matches!(element(sql_type), SqlType::Json)
}

/// Whether spaces at the end of a text do not count (C06).
pub(super) const fn is_padded(sql_type: SqlType) -> bool {
    match element(sql_type) {
        SqlType::Char(_) => true,
        SqlType::Named(name) => str_eq(name, "bpchar"),
        _ => false,
    }
}

/// Whether it is a whole number, and no array (C10).
pub(super) const fn is_integer(sql_type: SqlType) -> bool {
    matches!(sql_type, SqlType::SmallInt | SqlType::Integer | SqlType::BigInt)
}

/// Whether it is a text, and no array (C03, I08).
pub(super) const fn is_text(sql_type: SqlType) -> bool {
    matches!(sql_type, SqlType::Text | SqlType::Varchar(_) | SqlType::Char(_))
}

/// Whether texts are stored in it, also without regard to case (C07).
pub(super) const fn is_text_column(column: &ColumnDef) -> bool {
    is_text(column.sql_type) || is_citext(column.sql_type)
}

/// Whether ids of rows are stored in it (F01): UUIDs, whole numbers and texts. For a type that only its name is known of, what travels in its place
/// decides.
pub(super) const fn is_id(column: &ColumnDef) -> bool {
    match element(column.sql_type) {
        SqlType::Named(name) if NamedType::of(name).is_none() => holds_ids(element(column.carrier)),
        sql_type => holds_ids(sql_type),
    }
}

const fn holds_ids(sql_type: SqlType) -> bool {
    matches!(sql_type, SqlType::Uuid) || is_integer(sql_type) || is_text(sql_type) || is_citext(sql_type)
}

const fn is_citext(sql_type: SqlType) -> bool {
    match sql_type {
        SqlType::Named(name) => match NamedType::of(name) {
            Some(known) => str_eq(known.name, "citext"),
            None => false,
        },
        _ => false,
    }
}
