//! The schema of a value by its form and the type of its column.

use serde_json::{Map, Value, json};

use super::decimal;
use crate::SqlType;
use crate::column_type::JsonForm;

/// A text without NUL, which PostgreSQL does not store.
const TEXT: &str = r"^[^\u0000]*$";

const UUID_V7: &str = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-7[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$";

/// A day that exists, a time before 24:00, and both: there is no format for an instant without an offset.
macro_rules! day {
    () => {
        concat!(
            "([0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)",
            "|02-(0[1-9]|1[0-9]|2[0-8]))",
            "|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)"
        )
    };
}

macro_rules! time {
    () => {
        r"(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?)"
    };
}

const DAY: &str = concat!("^", day!(), "$");
const TIME: &str = concat!("^", time!(), "$");
const LOCAL: &str = concat!("^", day!(), "T", time!(), "$");

const INTERVAL: &str = concat!(
    r"^P(?=.)([+-]?[0-9]+Y)?([+-]?[0-9]+M)?([+-]?[0-9]+W)?([+-]?[0-9]+D)?",
    r"(T(?=.)([+-]?[0-9]+H)?([+-]?[0-9]+M)?([+-]?[0-9]+(\.[0-9]{1,6})?S)?)?$"
);

/// An instant in quotes, since it has a blank.
const INSTANT: &str = concat!("\"", day!(), "[T ]", time!(), r#"(Z|[+-](0[0-9]|1[0-5])(:[0-5][0-9])?)""#);

/// A range as PostgreSQL writes it. Bounds in the wrong order have the same form.
fn range(bound: JsonForm) -> String {
    let bound = match bound {
        JsonForm::Int32 | JsonForm::Int64 => "-?[0-9]+",
        JsonForm::Decimal => r"-?[0-9]+(\.[0-9]+)?",
        JsonForm::Date => day!(),
        JsonForm::Instant => INSTANT,
        _ => "[^,]*",
    };
    format!(r"^(empty|[\[(]({bound})?,({bound})?[\])])$")
}

/// The limits of a column.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    pub(super) sql_type: SqlType,
    pub(super) max_len: Option<u32>,
    /// Whether the value is read: a decimal may be a number.
    pub(super) is_read: bool,
}

/// The schema of a value of this form; nothing if the form is not known.
pub(super) fn schema(form: JsonForm, limits: Limits) -> Map<String, Value> {
    let mut schema = Map::new();
    let mut set = |key: &str, value: Value| schema.insert(key.to_owned(), value);
    match form.inner() {
        JsonForm::Any | JsonForm::Newtype(_) => {}
        JsonForm::Boolean => drop(set("type", "boolean".into())),
        JsonForm::Int16 => integer(&mut schema, "int16", i16::MIN.into(), i16::MAX.into()),
        JsonForm::Int32 => integer(&mut schema, "int32", i32::MIN.into(), i32::MAX.into()),
        JsonForm::Int64 => integer(&mut schema, "int64", i64::MIN, i64::MAX),
        JsonForm::Float => number(&mut schema, "float"),
        JsonForm::Double => number(&mut schema, "double"),
        JsonForm::Decimal | JsonForm::DecimalText => {
            let both = limits.is_read && matches!(form.inner(), JsonForm::Decimal);
            set("type", if both { json!(["string", "number"]) } else { "string".into() });
            let digits = match limits.sql_type {
                SqlType::NumericSized(precision, scale) => Some((precision.saturating_sub(scale), scale)),
                _ => None,
            };
            decimal::text(&mut schema, digits);
            if both {
                decimal::number(&mut schema, digits);
            }
        }
        JsonForm::Text => {
            set("type", "string".into());
            if let Some(most) = length(limits) {
                set("maxLength", most.into());
            }
            set("pattern", TEXT.into());
        }
        JsonForm::Bytes => {
            set("type", "array".into());
            set("items", json!({ "type": "integer", "minimum": 0, "maximum": 255 }));
        }
        JsonForm::Uuid => format(&mut schema, "uuid", None),
        JsonForm::Id => format(&mut schema, "uuid", Some(UUID_V7)),
        JsonForm::Instant => format(&mut schema, "date-time", None),
        JsonForm::LocalInstant => format(&mut schema, "partial-date-time", Some(LOCAL)),
        JsonForm::Date => format(&mut schema, "date", Some(DAY)),
        JsonForm::Time => format(&mut schema, "partial-time", Some(TIME)),
        JsonForm::Interval => format(&mut schema, "duration-with-sign", Some(INTERVAL)),
        JsonForm::Range(bound) => format(&mut schema, "range", Some(&range(*bound))),
        JsonForm::Address => {
            set("anyOf", json!([{ "type": "string", "format": "ipv4" }, { "type": "string", "format": "ipv6" }]));
        }
        JsonForm::Labels(labels) => {
            set("type", "string".into());
            set("enum", labels.into());
        }
        JsonForm::Array(element) => {
            let sql_type = match limits.sql_type {
                SqlType::Array(element) => *element,
                other => other.unsized_type(),
            };
            set("type", "array".into());
            set("items", Value::Object(self::schema(*element, Limits { sql_type, max_len: None, ..limits })));
        }
    }
    schema
}

/// The smaller one of both limits.
fn length(limits: Limits) -> Option<u32> {
    let declared = match limits.sql_type {
        SqlType::Varchar(most) | SqlType::Char(most) => Some(most),
        _ => None,
    };
    declared.into_iter().chain(limits.max_len).min()
}

fn integer(schema: &mut Map<String, Value>, format: &str, least: i64, most: i64) {
    schema.insert("type".to_owned(), "integer".into());
    schema.insert("format".to_owned(), format.into());
    schema.insert("minimum".to_owned(), least.into());
    schema.insert("maximum".to_owned(), most.into());
}

fn number(schema: &mut Map<String, Value>, format: &str) {
    schema.insert("type".to_owned(), "number".into());
    schema.insert("format".to_owned(), format.into());
}

fn format(schema: &mut Map<String, Value>, format: &str, pattern: Option<&str>) {
    schema.insert("type".to_owned(), "string".into());
    schema.insert("format".to_owned(), format.into());
    if let Some(pattern) = pattern {
        schema.insert("pattern".to_owned(), pattern.into());
    }
}

/// The same, or NULL.
pub(super) fn or_null(mut schema: Map<String, Value>) -> Map<String, Value> {
    let null = || Value::from("null");
    match schema.get_mut("type") {
        Some(Value::Array(types)) => types.push(null()),
        Some(single) => *single = json!([single.take(), "null"]),
        None => {}
    }
    with_null(&mut schema);
    if let Some(Value::Array(either)) = schema.get_mut("anyOf") {
        either.push(json!({ "type": "null" }));
    }
    schema
}

/// Adds NULL to the values that are listed.
pub(super) fn with_null(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.push(Value::Null);
    }
    for key in ["allOf", "anyOf"] {
        let parts = schema.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten();
        parts.filter_map(Value::as_object_mut).for_each(with_null);
    }
}
