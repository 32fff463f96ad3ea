//! A row's place in its list: the value of each ordered column as a text, out of a statement and back into one.
//!
//! No setting of the session changes the text: the one who reads the next page may have another `DateStyle`,
//! `extra_float_digits` or `bytea_output` than the one who read the last. What comes back is checked before it is sent,
//! since anybody may make up a cursor.

use crate::const_str::{ConstString, str_eq};
use crate::query::page::cursor::Cursor;
use crate::query::page::error::CursorError;
use crate::query::page::literal::{self, interval, moment, number};
use crate::query::{array_literal, cast};
use crate::{ColumnDef, SqlType};

/// A column as a text; NULL stays NULL.
pub(crate) const fn written<const N: usize>(
    text: &mut ConstString<N>,
    column: &str,
    sql_type: SqlType,
    carrier: SqlType,
) {
    match sql_type.unsized_type() {
        SqlType::Date | SqlType::Timestamp | SqlType::TimestampTz => around(text, "(to_json(", column, ") #>> '{}')"),
        SqlType::Real => around(text, "encode(float4send(", column, "), 'hex')"),
        SqlType::DoublePrecision => around(text, "encode(float8send(", column, "), 'hex')"),
        SqlType::Bytea => around(text, "encode(", column, ", 'hex')"),
        SqlType::Interval => span(text, column),
        SqlType::Array(element) if depends_on_settings(*element) => elements(text, column, *element),
        SqlType::Named(name) if is_range_of_moments(name) => range(text, column),
        SqlType::Named(_) if is_read_first(sql_type, carrier) => {
            let mut carried = ConstString::<N>::new();
            carried.write(column);
            carried.write("::");
            cast::base(&mut carried, carrier);
            written(text, carried.as_str(), carrier, carrier);
        }
        _ => around(text, "", column, "::text"),
    }
}

const fn around<const N: usize>(text: &mut ConstString<N>, before: &str, column: &str, behind: &str) {
    text.write(before);
    text.write(column);
    text.write(behind);
}

/// Its months, days and microseconds.
const fn span<const N: usize>(text: &mut ConstString<N>, column: &str) {
    around(text, "CASE WHEN isfinite(", column, ") THEN concat(");
    around(text, "extract(year FROM ", column, ") * 12");
    around(text, " + extract(month FROM ", column, "), ' ', ");
    around(text, "extract(day FROM ", column, "), ' ', ");
    around(text, "extract(hour FROM ", column, ") * 3600000000");
    around(text, " + extract(minute FROM ", column, ") * 60000000");
    around(text, " + extract(microseconds FROM ", column, "))");
    around(text, " ELSE ", column, "::text END");
}

/// Its bounds in the form of JSON, in quotes.
const fn range<const N: usize>(text: &mut ConstString<N>, column: &str) {
    around(text, "CASE WHEN isempty(", column, ") THEN 'empty'");
    around(text, " WHEN ", column, " IS NOT NULL THEN concat(");
    around(text, "CASE WHEN lower_inc(", column, ") THEN '[' ELSE '(' END");
    around(text, ", to_json(lower(", column, ")), ','");
    around(text, ", to_json(upper(", column, "))");
    around(text, ", CASE WHEN upper_inc(", column, ") THEN ']' ELSE ')' END) END");
}

const fn is_range_of_moments(name: &str) -> bool {
    let name = match name.split_at_checked("pg_catalog.".len()) {
        Some((schema, name)) if str_eq(schema, "pg_catalog.") => name,
        _ => name,
    };
    str_eq(name, "daterange") || str_eq(name, "tstzrange") || str_eq(name, "tsrange")
}

const fn depends_on_settings(element: SqlType) -> bool {
    use SqlType::{Bytea, Date, DoublePrecision, Interval, Named, Real, Timestamp, TimestampTz};
    match element.unsized_type() {
        Date | Timestamp | TimestampTz | Real | DoublePrecision | Bytea | Interval => true,
        Named(name) => is_range_of_moments(name),
        _ => false,
    }
}

/// An array of the texts of its elements.
const fn elements<const N: usize>(text: &mut ConstString<N>, column: &str, element: SqlType) {
    around(text, "CASE WHEN ", column, " IS NOT NULL THEN ARRAY(SELECT ");
    written(text, "element.v", element, element);
    around(text, " FROM unnest(", column, ") WITH ORDINALITY AS element (v, n) ORDER BY element.n)::text END");
}

/// A value that came back, as the text that PostgreSQL reads.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Returned {
    pub(super) text: String,
    /// Whether PostgreSQL is sure to read it. Of a type that only the database knows that cannot be told here.
    pub(super) checked: bool,
}

/// Returns the values of a cursor after checking them against the list and the columns of its order, each with whether it
/// may be NULL.
pub(super) fn of_cursor(
    cursor: &Cursor,
    fingerprint: u64,
    columns: &[(ColumnDef, bool)],
) -> Result<Vec<Option<Returned>>, CursorError> {
    if cursor.fingerprint != fingerprint || cursor.place.len() != columns.len() {
        return Err(CursorError::OtherList);
    }
    let value = |((column, is_nullable), text): (&(ColumnDef, bool), &Option<String>)| match text {
        Some(text) => returned(text, column.sql_type, column.carrier).map(Some),
        None => is_nullable.then_some(None),
    };
    columns.iter().zip(&cursor.place).map(value).collect::<Option<_>>().ok_or(CursorError::Malformed)
}

/// What stands behind the placeholder of such a text.
pub(super) fn from_text(column: &ColumnDef) -> String {
    let mut cast = cast::Cast::new();
    cast.write("::text::");
    if matches!(column.sql_type, SqlType::Named(_)) && is_read_first(column.sql_type, column.carrier) {
        cast::base(&mut cast, column.carrier);
        cast.write("::");
    }
    cast::base(&mut cast, column.sql_type);
    cast.as_str().to_owned()
}

/// Whether a value of a type that the column names is read as another type.
const fn is_read_first(sql_type: SqlType, carrier: SqlType) -> bool {
    !carrier.is(SqlType::Text) && !carrier.is(sql_type)
}

/// None: the type has no such value.
pub(super) fn returned(text: &str, sql_type: SqlType, carrier: SqlType) -> Option<Returned> {
    let checked = |text: String| Returned { text, checked: true };
    let same = |is_one: bool| is_one.then(|| checked(text.to_owned()));
    match sql_type.unsized_type() {
        SqlType::Boolean => same(matches!(text, "true" | "false")),
        SqlType::SmallInt => same(text.parse::<i16>().is_ok()),
        SqlType::Integer => same(text.parse::<i32>().is_ok()),
        SqlType::BigInt => same(text.parse::<i64>().is_ok()),
        SqlType::Real => number::real(text).map(checked),
        SqlType::DoublePrecision => number::double(text).map(checked),
        SqlType::Numeric => same(number::is_numeric(text)),
        SqlType::Text | SqlType::Char(_) => same(true),
        SqlType::Bytea => same(literal::is_hexadecimal(text)).map(|it| checked(format!("\\x{}", it.text))),
        SqlType::Uuid => same(literal::is_uuid(text)),
        SqlType::Date => same(moment::is_date(text)),
        SqlType::Time => same(moment::is_time(text)),
        SqlType::Timestamp => same(moment::is_timestamp(text)),
        SqlType::TimestampTz => same(moment::is_instant(text)),
        SqlType::Interval => interval::returned(text),
        SqlType::Json | SqlType::Jsonb => same(super::json::is_document(text)),
        SqlType::Enum(definition) => same(definition.labels.contains(&text)),
        SqlType::Array(element) => array(text, *element),
        SqlType::Named(name) => named(text, name, carrier),
        _ => Some(Returned { text: text.to_owned(), checked: false }),
    }
}

fn array(text: &str, element: SqlType) -> Option<Returned> {
    let elements = array_literal::elements(text)?.into_iter().map(|element_text| match element_text {
        Some(text) => returned(&text, element, element).map(Some),
        None => Some(None),
    });
    let elements = elements.collect::<Option<Vec<_>>>()?;
    let checked = elements.iter().flatten().all(|element| element.checked);
    let texts = elements.into_iter().map(|element| element.map(|element| element.text));
    Some(Returned { text: array_literal::of_texts(texts), checked })
}

/// A type that the column names. Its carrier is read first, if that is not text.
fn named(text: &str, name: &'static str, carrier: SqlType) -> Option<Returned> {
    if is_read_first(SqlType::Named(name), carrier) {
        let returned = returned(text, carrier, carrier)?;
        return Some(Returned { checked: false, ..returned });
    }
    match literal::is_named(text, name) {
        Some(false) => None,
        known => Some(Returned { text: text.to_owned(), checked: known.is_some() }),
    }
}
