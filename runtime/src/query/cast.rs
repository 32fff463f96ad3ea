//! The casts of columns and values.
//!
//! Every column has a *carrier*: the type in which its values are sent and received. For types that all drivers know it
//! is the type of the column. Enums, json and addresses are sent as text: a driver would have to look up their types in
//! the catalog, or has no Rust type for them. A column with `sql_type` is sent as the type of its Rust type. If the
//! types differ, the column is read as its carrier (`"status"::text`), and its placeholder is cast twice
//! (`$1::text::"product_status"`). The first cast is for tokio-postgres, where the server infers the type of a
//! placeholder: without it, that would be the enum. sqlx declares `text` itself. A type that may be a domain is cast in
//! another way ([`super::domain`]).
//!
//! `char(n)` is cast, because a comparison with text would ignore the padding and not use an index. An interval and a range
//! are sent as text and received in their binary form.

use sea_query::{Expr, Value};

use crate::column_type::RANGES;
use crate::const_str::{ConstString, str_eq};
use crate::query::domain;
use crate::quote::Literal;
use crate::{ColumnDef, SqlType};

/// Long enough for the name of a type in which every byte is a doubled quote.
pub(crate) type Cast = ConstString<256>;

/// The cast after a column that is read.
pub(crate) const fn reading<const N: usize>(text: &mut ConstString<N>, column: &ColumnDef) {
    if !is_read_as_it_is(column.sql_type, column.carrier) {
        text.write("::");
        base(text, column.carrier);
    }
}

/// The same as a text.
pub(crate) fn read(column: &ColumnDef) -> Cast {
    let mut cast = Cast::new();
    reading(&mut cast, column);
    cast
}

/// The cast after a placeholder.
pub(crate) const fn binding<const N: usize>(text: &mut ConstString<N>, column: &ColumnDef) {
    if let Some(carrier) = bound_as(column.sql_type, column.carrier) {
        text.write("::");
        base(text, carrier);
        text.write("::");
        base(text, column.sql_type);
    }
}

/// Writes a placeholder that is assigned to the column. With `stated`, it has the type of the column also where the
/// statement does not imply it.
pub(crate) const fn assigned<const N: usize>(text: &mut ConstString<N>, column: &ColumnDef, given: &str, stated: bool) {
    if domain::assigned(text, column, given, false) {
        return;
    }
    text.write(given);
    if stated { self::stated(text, column) } else { binding(text, column) }
}

/// Whether a value is assigned to the column without a cast. Not every column of this kind is recognized.
pub(crate) const fn is_sent_as_it_is(column: &ColumnDef) -> bool {
    let is_scalar = !matches!(column.sql_type, SqlType::Array(_) | SqlType::Interval | SqlType::Named(_));
    is_scalar && column.sql_type.unsized_type().is(column.carrier)
}

/// Writes an element of a batch that is assigned to the column.
pub(crate) const fn assigned_element<const N: usize>(text: &mut ConstString<N>, column: &ColumnDef, given: &str) {
    if !domain::assigned(text, column, given, true) {
        text.write(given);
        of_element(text, column);
    }
}

/// The same with the type of every column, for statements that do not imply it.
pub(crate) const fn stated<const N: usize>(text: &mut ConstString<N>, column: &ColumnDef) {
    if bound_as(column.sql_type, column.carrier).is_some() {
        binding(text, column);
    } else {
        sql_type(text, column);
    }
}

/// The cast to the type of the column.
pub(crate) const fn sql_type<const N: usize>(text: &mut ConstString<N>, column: &ColumnDef) {
    text.write("::");
    base(text, column.sql_type);
}

/// The cast of a placeholder to the type that is sent.
pub(crate) const fn carrier<const N: usize>(text: &mut ConstString<N>, column: &ColumnDef) {
    text.write("::");
    match bound_as(column.sql_type, column.carrier) {
        Some(carrier) => base(text, carrier),
        None => base(text, column.sql_type),
    }
}

/// The element type of the array that contains the values of a batch, for `unnest`. The values of an array column are
/// sent as literals, because `unnest` would flatten nested arrays.
pub(crate) const fn element<const N: usize>(text: &mut ConstString<N>, column: &ColumnDef) {
    match (column.carrier, bound_as(column.sql_type, column.carrier)) {
        (SqlType::Array(_), _) => text.write("text"),
        (_, Some(carrier)) => base(text, carrier),
        (_, None) => base(text, column.sql_type),
    }
}

/// The cast after such an element to the type of the column.
const fn of_element<const N: usize>(text: &mut ConstString<N>, column: &ColumnDef) {
    let is_array = matches!(column.carrier, SqlType::Array(_));
    if is_array && !is_inferred_from_text(column.sql_type, column.carrier) {
        text.write("::");
        base(text, column.carrier);
    }
    if is_array || bound_as(column.sql_type, column.carrier).is_some() {
        text.write("::");
        base(text, column.sql_type);
    }
}

/// A column in a comparison. PostgreSQL has no `=` for json, so json is compared as jsonb.
pub(crate) fn comparable(column: Expr, sql_type: SqlType) -> Expr {
    match sql_type {
        SqlType::Json => Expr::cust_with_exprs("$1::jsonb", [column]),
        SqlType::Array(SqlType::Json) => Expr::cust_with_exprs("$1::jsonb[]", [column]),
        _ => column,
    }
}

/// The column with the type in which it is compared.
pub(crate) const fn compared(column: &ColumnDef) -> ColumnDef {
    let sql_type = match column.sql_type {
        SqlType::Json => SqlType::Jsonb,
        SqlType::Array(SqlType::Json) => SqlType::Array(&SqlType::Jsonb),
        sql_type => sql_type,
    };
    ColumnDef { sql_type, ..*column }
}

/// Whether an array literal needs no cast to the type of the column.
const fn is_inferred_from_text(sql_type: SqlType, carrier: SqlType) -> bool {
    matches!((sql_type, carrier), (SqlType::Array(_), SqlType::Array(SqlType::Text)))
        || is_read_as_it_is(sql_type, carrier)
}

/// A value that is assigned to a column.
pub(crate) fn bound(value: Value, column: &ColumnDef) -> Expr {
    let mut text = ConstString::<1024>::new();
    assigned(&mut text, column, "$1", false);
    template(text.as_str(), value)
}

fn template(text: &str, value: Value) -> Expr {
    if text == "$1" { Expr::value(value) } else { Expr::cust_with_values(text.to_owned(), [value]) }
}

/// A value that a column is compared with.
///
/// A variant of an enum is written as a literal, from the labels of its definition. The value of a cast placeholder is
/// unknown during planning, so a partial index `WHERE status = 'active'` would never be used.
pub(crate) fn against(value: Value, column: &ColumnDef) -> Expr {
    if let (SqlType::Enum(definition), Value::String(Some(text))) = (column.sql_type, &value)
        && let Some(label) = definition.labels.iter().find(|label| **label == text)
    {
        let mut cast = Cast::new();
        base(&mut cast, column.sql_type);
        return Expr::cust(format!("{}::{}", Literal(label), cast.as_str()));
    }
    let mut text = ConstString::<600>::new();
    text.write("$1");
    binding(&mut text, column);
    template(text.as_str(), value)
}

/// A column is equal to an element of an array.
pub(crate) fn is_element(column: Expr, array: Value, def: &ColumnDef) -> Expr {
    if let Some(elements) = domain::elements(array.clone(), def) {
        return Expr::cust_with_exprs("$1 = ANY($2)", [column, elements]);
    }
    let mut cast = Cast::new();
    if let Some(carrier) = bound_as(def.sql_type, def.carrier) {
        for sql_type in [carrier, def.sql_type] {
            cast.write("::");
            base(&mut cast, sql_type);
            cast.write("[]");
        }
    }
    Expr::cust_with_exprs(format!("$1 = ANY($2{})", cast.as_str()), [column, Expr::value(array)])
}

/// All drivers can read the text of a `char(n)`.
const fn is_read_as_it_is(sql_type: SqlType, carrier: SqlType) -> bool {
    match (sql_type, carrier) {
        (SqlType::Array(sql_type), SqlType::Array(carrier)) => is_read_as_it_is(*sql_type, *carrier),
        (SqlType::Char(_), SqlType::Text) => true,
        _ => sql_type.unsized_type().is(carrier),
    }
}

/// The type of the placeholder, if the statement casts it.
const fn bound_as(sql_type: SqlType, carrier: SqlType) -> Option<SqlType> {
    match (sql_type, carrier) {
        (SqlType::Interval, SqlType::Interval) => Some(SqlType::Text),
        (SqlType::Array(SqlType::Interval), SqlType::Array(SqlType::Interval)) => Some(SqlType::Array(&SqlType::Text)),
        (_, SqlType::Named(name)) if is_range(name) => Some(SqlType::Text),
        (_, SqlType::Array(SqlType::Named(name))) if is_range(name) => Some(SqlType::Array(&SqlType::Text)),
        // Arrays can only be compared if their element types are equal.
        (SqlType::Array(SqlType::Varchar(_) | SqlType::Char(_)), SqlType::Array(SqlType::Text)) => Some(carrier),
        (SqlType::Char(_), SqlType::Text) => Some(carrier),
        _ if is_read_as_it_is(sql_type, carrier) => None,
        _ => Some(carrier),
    }
}

/// Whether the drivers read the range in its binary form.
pub(crate) const fn is_range(name: &'static str) -> bool {
    bound_of(SqlType::Named(name)).is_some()
}

/// The type of the bounds of such a range.
pub(crate) const fn bound_of(sql_type: SqlType) -> Option<SqlType> {
    let SqlType::Named(name) = sql_type else { return None };
    let mut at = 0;
    while at < RANGES.len() {
        if str_eq(RANGES[at].0, name) {
            return Some(RANGES[at].1);
        }
        at += 1;
    }
    None
}

/// The type without its length. A cast to `varchar(n)` or `numeric(p, s)` would truncate or round, where an assignment
/// raises an error.
pub(crate) const fn base<const N: usize>(text: &mut ConstString<N>, sql_type: SqlType) {
    let name = match sql_type {
        SqlType::Text | SqlType::Varchar(_) => "text",
        SqlType::Char(_) => "bpchar",
        SqlType::Enum(definition) => return definition.qualified().write(text),
        SqlType::Named(name) => return named(text, name),
        SqlType::Array(SqlType::Varchar(_)) => "varchar[]",
        SqlType::Array(element) => {
            base(text, *element);
            "[]"
        }
        built_in => built_in.base_name(),
    };
    text.write(name);
}

/// A type name without its parameters in parentheses. `bit` without a length would be `bit(1)`.
const fn named<const N: usize>(text: &mut ConstString<N>, name: &str) {
    let (before, rest) = name.split_at(place_of(name, b'('));
    text.write(if str_eq(before, "bit") { "\"bit\"" } else { before });
    let closed = place_of(rest, b')');
    if closed < rest.len() {
        text.write(rest.split_at(closed + 1).1);
    }
}

/// The position of a byte outside of quotes, or the length of the text.
const fn place_of(name: &str, wanted: u8) -> usize {
    let bytes = name.as_bytes();
    let (mut at, mut quoted) = (0, false);
    while at < bytes.len() && (quoted || bytes[at] != wanted) {
        quoted ^= bytes[at] == b'"';
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EnumDef;
    use crate::physical::fixture;

    const STATUS: SqlType = SqlType::Enum(&EnumDef::new(None, "product_status", &["draft"], "", &[]));

    fn carried(sql_type: SqlType, carrier: SqlType) -> ColumnDef {
        ColumnDef { carrier, ..fixture::column("it", sql_type) }
    }

    fn as_text(sql_type: SqlType) -> ColumnDef {
        carried(sql_type, SqlType::Text)
    }

    fn rendered(write: impl Fn(&mut ConstString<64>)) -> String {
        let mut text = ConstString::new();
        write(&mut text);
        text.as_str().to_owned()
    }

    fn read(column: ColumnDef) -> String {
        rendered(|text| reading(text, &column))
    }

    fn bound(column: ColumnDef) -> String {
        rendered(|text| binding(text, &column))
    }

    #[test]
    fn types_unknown_to_drivers_travel_as_text() {
        let statuses = carried(SqlType::Array(&STATUS), SqlType::Array(&SqlType::Text));
        assert_eq!(read(as_text(STATUS)), "::text");
        assert_eq!(read(statuses), "::text[]");
        assert_eq!(bound(as_text(STATUS)), r#"::text::"product_status""#);
        assert_eq!(bound(statuses), r#"::text[]::"product_status"[]"#);
        assert_eq!(bound(as_text(SqlType::Jsonb)), "::text::jsonb");
        assert_eq!(bound(as_text(SqlType::Json)), "::text::json");
        assert_eq!(bound(as_text(SqlType::Char(3))), "::text::bpchar");
        assert_eq!(bound(as_text(SqlType::Named("inet"))), "::text::inet");
        assert_eq!(bound(as_text(SqlType::Numeric)), "::text::numeric");
    }

    #[test]
    fn types_known_to_drivers_need_no_cast() {
        for sql_type in [SqlType::Text, SqlType::Varchar(3), SqlType::NumericSized(10, 2), SqlType::TimestampSized(3)] {
            let column = carried(sql_type, sql_type.unsized_type());
            assert_eq!((read(column), bound(column)), (String::new(), String::new()));
        }
        let uuids = carried(SqlType::Array(&SqlType::Uuid), SqlType::Array(&SqlType::Uuid));
        assert_eq!((read(uuids), bound(uuids)), (String::new(), String::new()));
    }

    #[test]
    fn any_type_travels_as_another() {
        let vector = carried(SqlType::Named("vector(3)"), SqlType::Array(&SqlType::Real));
        assert_eq!((read(vector).as_str(), bound(vector).as_str()), ("::real[]", "::real[]::vector"));
        let oid = carried(SqlType::Named("oid"), SqlType::BigInt);
        assert_eq!((read(oid).as_str(), bound(oid).as_str()), ("::bigint", "::bigint::oid"));
    }

    #[test]
    fn an_interval_travels_as_text_on_its_way_in() {
        let interval = carried(SqlType::Interval, SqlType::Interval);
        assert_eq!((read(interval).as_str(), bound(interval).as_str()), ("", "::text::interval"));
        let intervals = carried(SqlType::Array(&SqlType::Interval), SqlType::Array(&SqlType::Interval));
        assert_eq!((read(intervals).as_str(), bound(intervals).as_str()), ("", "::text[]::interval[]"));
    }

    #[test]
    fn a_range_travels_as_text_on_its_way_in() {
        const RANGE: SqlType = SqlType::Named("daterange");
        let range = carried(RANGE, RANGE);
        assert_eq!((read(range).as_str(), bound(range).as_str()), ("", "::text::daterange"));
        let ranges = carried(SqlType::Array(&RANGE), SqlType::Array(&RANGE));
        assert_eq!((read(ranges).as_str(), bound(ranges).as_str()), ("", "::text[]::daterange[]"));
        let domain = carried(SqlType::Named("period"), RANGE);
        assert_eq!((read(domain).as_str(), bound(domain).as_str()), ("::daterange", "::text::period"));
        let text = as_text(RANGE);
        assert_eq!((read(text).as_str(), bound(text).as_str()), ("::text", "::text::daterange"));
    }

    #[test]
    fn arrays_of_bounded_texts_are_compared_with_their_like() {
        let short = carried(SqlType::Array(&SqlType::Varchar(3)), SqlType::Array(&SqlType::Text));
        assert_eq!((read(short).as_str(), bound(short).as_str()), ("", "::text[]::varchar[]"));
    }

    #[test]
    fn a_stated_type_never_has_a_length() {
        let stated = |column: ColumnDef| rendered(|text| super::stated(text, &column));
        assert_eq!(stated(as_text(SqlType::Varchar(3))), "::text");
        assert_eq!(stated(carried(SqlType::NumericSized(10, 2), SqlType::Numeric)), "::numeric");
        assert_eq!(stated(carried(SqlType::Array(&SqlType::Text), SqlType::Array(&SqlType::Text))), "::text[]");
        assert_eq!(stated(as_text(STATUS)), r#"::text::"product_status""#);
        for (name, cast) in [
            ("vector(3)", "::text::vector"),
            ("bit(5)", "::text::\"bit\""),
            ("bit varying(5)", "::text::bit varying"),
            ("interval(3)", "::text::interval"),
            ("time(3) with time zone", "::text::time with time zone"),
            ("\"odd(3)\"", "::text::\"odd(3)\""),
            ("public.geometry(Point,4326)", "::text::public.geometry"),
        ] {
            assert_eq!(stated(as_text(SqlType::Named(name))), cast);
        }
    }

    #[test]
    fn the_longest_name_fits_a_placeholder() {
        let name = "\"".repeat(63).leak();
        let definition = Box::leak(Box::new(EnumDef::new(None, name, &[], "", &[])));
        let sql_type = SqlType::Array(Box::leak(Box::new(SqlType::Enum(definition))));
        let mut cast = Cast::new();
        binding(&mut cast, &carried(sql_type, SqlType::Array(&SqlType::Text)));
        assert!(!cast.overflowed() && cast.as_str().ends_with("\"[]"));
    }
}
