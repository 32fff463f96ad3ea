//! The one place that decides which columns travel as text.
//!
//! Enums, json, jsonb and arrays of them are types that a driver would have to look up in the catalog, or has no Rust type for. So they are read
//! as text (`"status"::text`) and bound as text that the statement casts (`$1::text::"product_status"`). The first cast is for tokio-postgres:
//! it lets the server infer the type of a placeholder, and would otherwise be told the enum's; sqlx states `text` itself.
//!
//! `char(n)` is cast since a comparison with text would drop the padding and miss its index.

use sea_query::{Expr, Value};

use crate::SqlType;
use crate::text::Text;

/// A cast fits into this: the name of a type, every byte of it a quote that is doubled.
type Cast = Text<256>;

/// What stands behind a column that is read.
pub(crate) const fn reading(sql_type: SqlType) -> &'static str {
    match sql_type {
        SqlType::Enum(_) | SqlType::Json | SqlType::Jsonb => "::text",
        SqlType::Array(SqlType::Enum(_) | SqlType::Json | SqlType::Jsonb) => "::text[]",
        _ => "",
    }
}

/// What stands behind a placeholder.
pub(crate) const fn binding<const N: usize>(text: &mut Text<N>, sql_type: SqlType) {
    match sql_type {
        SqlType::Enum(_) | SqlType::Json | SqlType::Jsonb | SqlType::Char(_) => {
            text.write("::text::");
            base(text, sql_type);
        }
        SqlType::Array(SqlType::Enum(_) | SqlType::Json | SqlType::Jsonb) => {
            text.write("::text[]::");
            base(text, sql_type);
        }
        _ => {}
    }
}

/// The same, with the type stated for every column, where nothing else in the statement tells it.
pub(crate) const fn stated<const N: usize>(text: &mut Text<N>, sql_type: SqlType) {
    match sql_type {
        SqlType::Enum(_)
        | SqlType::Json
        | SqlType::Jsonb
        | SqlType::Char(_)
        | SqlType::Array(SqlType::Enum(_) | SqlType::Json | SqlType::Jsonb) => binding(text, sql_type),
        _ => {
            text.write("::");
            base(text, sql_type);
        }
    }
}

/// The type in which the values of many rows travel as one array, which `unnest` takes apart. An array among them travels as the text of its
/// literal, since `unnest` would take it apart too.
pub(crate) const fn element<const N: usize>(text: &mut Text<N>, sql_type: SqlType) {
    match sql_type {
        SqlType::Enum(_) | SqlType::Json | SqlType::Jsonb | SqlType::Char(_) | SqlType::Array(_) => text.write("text"),
        _ => base(text, sql_type),
    }
}

/// What stands behind such a value, so that it has the column's type.
pub(crate) const fn of_element<const N: usize>(text: &mut Text<N>, sql_type: SqlType) {
    if let SqlType::Enum(_) | SqlType::Json | SqlType::Jsonb | SqlType::Char(_) | SqlType::Array(_) = sql_type {
        text.write("::");
        base(text, sql_type);
    }
}

/// A column as it is compared. PostgreSQL has no `=` for json, whose text it keeps: documents are compared as jsonb.
pub(crate) fn comparable(column: Expr, sql_type: SqlType) -> Expr {
    match sql_type {
        SqlType::Json => Expr::cust_with_exprs("$1::jsonb", [column]),
        SqlType::Array(SqlType::Json) => Expr::cust_with_exprs("$1::jsonb[]", [column]),
        _ => column,
    }
}

/// The type in which it is compared.
pub(crate) const fn compared(sql_type: SqlType) -> SqlType {
    match sql_type {
        SqlType::Json => SqlType::Jsonb,
        SqlType::Array(SqlType::Json) => SqlType::Array(&SqlType::Jsonb),
        _ => sql_type,
    }
}

/// A value that a column is assigned, or compared with where the planner need not know it.
pub(crate) fn bound(value: Value, sql_type: SqlType) -> Expr {
    let mut cast = Cast::new();
    binding(&mut cast, sql_type);
    match cast.as_str() {
        "" => Expr::value(value),
        cast => Expr::cust_with_values(format!("$1{cast}"), [value]),
    }
}

/// A value that a column is compared with.
///
/// A variant of an enum is written out, from the labels of its definition: the cast of a placeholder is not known while planning, so no partial index
/// `WHERE status = 'active'` would ever be chosen for it.
pub(crate) fn against(value: Value, sql_type: SqlType) -> Expr {
    if let (SqlType::Enum(definition), Value::String(Some(text))) = (sql_type, &value)
        && let Some(label) = definition.labels.iter().find(|label| **label == text)
    {
        let mut cast = Cast::new();
        base(&mut cast, sql_type);
        return Expr::cust(format!("'{}'::{}", label.replace('\'', "''"), cast.as_str()));
    }
    bound(value, sql_type)
}

/// What stands behind a placeholder whose value travels as text, whatever its type.
pub(crate) fn from_text(sql_type: SqlType) -> String {
    let mut cast = Cast::new();
    cast.write("::text::");
    base(&mut cast, sql_type);
    cast.as_str().to_owned()
}

/// A column as a text from which [`from_text`] makes the same value. Of times the form that JSON has, which no setting of the session changes.
pub(crate) fn as_text(column: &str, sql_type: SqlType) -> String {
    match sql_type {
        SqlType::Date | SqlType::Timestamp | SqlType::TimestampTz => format!("(to_json({column}) #>> '{{}}')"),
        _ => format!("{column}::text"),
    }
}

/// Whether a column is one of the elements of an array.
pub(crate) fn is_element(column: Expr, array: Value, sql_type: SqlType) -> Expr {
    let mut cast = Cast::new();
    if let SqlType::Enum(_) | SqlType::Json | SqlType::Jsonb | SqlType::Char(_) = sql_type {
        cast.write("::text[]::");
        base(&mut cast, sql_type);
        cast.write("[]");
    }
    Expr::cust_with_exprs(format!("$1 = ANY($2{})", cast.as_str()), [column, Expr::value(array)])
}

/// The type without its length, since a cast to `varchar(n)` or `numeric(p, s)` would cut or round where an assignment refuses.
const fn base<const N: usize>(text: &mut Text<N>, sql_type: SqlType) {
    let name = match sql_type {
        SqlType::Boolean => "boolean",
        SqlType::SmallInt => "smallint",
        SqlType::Integer => "integer",
        SqlType::BigInt => "bigint",
        SqlType::Real => "real",
        SqlType::DoublePrecision => "double precision",
        SqlType::Numeric | SqlType::NumericSized(..) => "numeric",
        SqlType::Text | SqlType::Varchar(_) => "text",
        SqlType::Char(_) => "bpchar",
        SqlType::Bytea => "bytea",
        SqlType::Uuid => "uuid",
        SqlType::Date => "date",
        SqlType::Time => "time",
        SqlType::Timestamp => "timestamp",
        SqlType::TimestampTz => "timestamptz",
        SqlType::Json => "json",
        SqlType::Jsonb => "jsonb",
        SqlType::Enum(definition) => return text.write_identifier(definition.name),
        SqlType::Array(element) => {
            base(text, *element);
            "[]"
        }
    };
    text.write(name);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EnumDef;

    const STATUS: SqlType = SqlType::Enum(&EnumDef { name: "product_status", labels: &["draft"], doc: "" });

    fn rendered(write: impl Fn(&mut Text<64>)) -> String {
        let mut text = Text::new();
        write(&mut text);
        text.as_str().to_owned()
    }

    #[test]
    fn what_a_driver_would_look_up_travels_as_text() {
        assert_eq!(reading(STATUS), "::text");
        assert_eq!(reading(SqlType::Array(&STATUS)), "::text[]");
        assert_eq!(rendered(|text| binding(text, STATUS)), r#"::text::"product_status""#);
        assert_eq!(rendered(|text| binding(text, SqlType::Array(&STATUS))), r#"::text[]::"product_status"[]"#);
        assert_eq!(rendered(|text| binding(text, SqlType::Jsonb)), "::text::jsonb");
        assert_eq!(rendered(|text| binding(text, SqlType::Json)), "::text::json");
        assert_eq!(rendered(|text| binding(text, SqlType::Char(3))), "::text::bpchar");
    }

    #[test]
    fn what_a_driver_knows_travels_as_it_is() {
        for sql_type in
            [SqlType::Text, SqlType::Varchar(3), SqlType::NumericSized(10, 2), SqlType::Array(&SqlType::Uuid)]
        {
            assert_eq!(reading(sql_type), "");
            assert_eq!(rendered(|text| binding(text, sql_type)), "");
        }
    }

    #[test]
    fn a_stated_type_never_has_a_length() {
        assert_eq!(rendered(|text| stated(text, SqlType::Varchar(3))), "::text");
        assert_eq!(rendered(|text| stated(text, SqlType::NumericSized(10, 2))), "::numeric");
        assert_eq!(rendered(|text| stated(text, SqlType::Array(&SqlType::Text))), "::text[]");
        assert_eq!(rendered(|text| stated(text, STATUS)), r#"::text::"product_status""#);
    }

    #[test]
    fn the_longest_name_fits_a_placeholder() {
        let name = "\"".repeat(63).leak();
        let definition = Box::leak(Box::new(EnumDef { name, labels: &[], doc: "" }));
        let mut cast = Cast::new();
        binding(&mut cast, SqlType::Array(Box::leak(Box::new(SqlType::Enum(definition)))));
        assert!(!cast.overflowed() && cast.as_str().ends_with("\"[]"));
    }
}
