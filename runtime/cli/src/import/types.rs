//! The Rust type of a column.

use std::collections::BTreeMap;

use crate::catalog::Object;

/// What a column is in Rust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RustType {
    /// The type without `Option`.
    pub(super) name: String,
    /// The keys of `#[column(..)]` that belong to it.
    pub(super) keys: Vec<String>,
    /// The rule that it breaks.
    pub(super) waiver: Option<&'static str>,
}

impl RustType {
    fn plain(name: &str) -> Self {
        Self { name: name.to_owned(), keys: Vec::new(), waiver: None }
    }

    fn with(name: &str, key: String) -> Self {
        Self { keys: vec![key], ..Self::plain(name) }
    }

    fn waived(self, waiver: &'static str) -> Self {
        Self { waiver: Some(waiver), ..self }
    }

    /// A type that has no Rust type of its own: it travels as text.
    pub(super) fn text(sql_type: &str) -> Self {
        Self::with("String", format!("sql_type = {}", quoted(sql_type))).waived("column_type")
    }
}

/// A text as a literal of Rust.
pub(super) fn quoted(text: &str) -> String {
    let mut literal = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => literal.extend(['\\', letter]),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            letter if letter.is_control() => literal.extend(letter.escape_unicode()),
            letter => literal.push(letter),
        }
    }
    literal.push('"');
    literal
}

/// The type of a column. `named` are the enums and newtypes, by schema and name.
pub(super) fn of_column(column: &Object, named: &BTreeMap<(String, String), String>) -> RustType {
    let text = |key: &str| column.detail.get(key).and_then(|value| value.as_str()).unwrap_or_default();
    let is = |key: &str| column.detail.get(key).and_then(|value| value.as_bool()).unwrap_or_default();
    let sql_type = column.text("type").unwrap_or_default();
    let element = match (is("is_array"), sql_type.strip_suffix("[]")) {
        (true, Some(element)) => element,
        (true, None) => return RustType::text(sql_type),
        (false, _) => sql_type,
    };
    let name = (text("type_schema").to_owned(), text("type_name").to_owned());
    let of_element = named.get(&name).map_or_else(|| scalar(element), |name| Some(RustType::plain(name)));
    match of_element {
        Some(element) if is("is_array") => RustType { name: format!("Vec<{}>", element.name), ..element },
        Some(scalar) => scalar,
        None => RustType::text(sql_type),
    }
}

/// A type of PostgreSQL, as the catalog prints it.
pub(super) fn scalar(sql_type: &str) -> Option<RustType> {
    let (base, size) = match sql_type.split_once('(') {
        Some((base, rest)) => {
            let (size, behind) = rest.split_once(')')?;
            (format!("{}{behind}", base.trim_end()), Some(size))
        }
        None => (sql_type.to_owned(), None),
    };
    let precision = |name: &str| {
        size.map_or_else(|| RustType::plain(name), |digits| RustType::with(name, format!("precision({digits})")))
    };
    Some(match (base.as_str(), size) {
        ("boolean", _) => RustType::plain("bool"),
        ("smallint", _) => RustType::plain("i16"),
        ("integer", _) => RustType::plain("i32"),
        ("bigint", _) => RustType::plain("i64"),
        ("real", _) => RustType::plain("f32"),
        ("double precision", _) => RustType::plain("f64"),
        ("text", _) => RustType::plain("String"),
        ("character varying", Some(size)) => RustType::with("String", format!("varchar({size})")),
        ("character", Some(size)) => RustType::with("String", format!("char({size})")).waived("padded_char"),
        ("bytea", _) => RustType::plain("Vec<u8>"),
        ("uuid", _) => RustType::plain("uuid::Uuid"),
        ("timestamp with time zone", _) => precision("peristyle::Timestamp"),
        ("timestamp without time zone", _) => precision("chrono::NaiveDateTime").waived("time_zone"),
        ("date", _) => RustType::plain("chrono::NaiveDate"),
        ("time without time zone", _) => precision("chrono::NaiveTime"),
        ("interval", None) => RustType::plain("peristyle::Interval"),
        ("int4range", _) => RustType::plain("peristyle::Range<i32>"),
        ("int8range", _) => RustType::plain("peristyle::Range<i64>"),
        ("daterange", _) => RustType::plain("peristyle::Range<chrono::NaiveDate>"),
        ("tstzrange", _) => RustType::plain("peristyle::Range<peristyle::Timestamp>"),
        ("numeric", Some(size)) => {
            let (digits, scale) = size.split_once(',')?;
            // What `Decimal` holds without rounding.
            let name = if digits.parse::<u8>().is_ok_and(|digits| digits <= 28) {
                "rust_decimal::Decimal"
            } else {
                "bigdecimal::BigDecimal"
            };
            RustType::with(name, format!("numeric({digits}, {scale})"))
        }
        ("numeric", None) => RustType::plain("bigdecimal::BigDecimal").waived("sized_decimal"),
        ("inet", _) => RustType::plain("ipnetwork::IpNetwork"),
        ("jsonb", _) => RustType::plain("serde_json::Value").waived("typed_json"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_the_catalog_have_rust_types() {
        let of = |sql_type: &str| scalar(sql_type).map(|one| (one.name, one.keys.join(", "), one.waiver));
        let expected = |name: &str, keys: &str, waiver| Some((name.to_owned(), keys.to_owned(), waiver));
        assert_eq!(of("character varying(20)"), expected("String", "varchar(20)", None));
        assert_eq!(of("timestamp(3) with time zone"), expected("peristyle::Timestamp", "precision(3)", None));
        assert_eq!(of("timestamp without time zone"), expected("chrono::NaiveDateTime", "", Some("time_zone")));
        assert_eq!(of("numeric(10,2)"), expected("rust_decimal::Decimal", "numeric(10, 2)", None));
        assert_eq!(of("numeric(38,2)"), expected("bigdecimal::BigDecimal", "numeric(38, 2)", None));
        assert_eq!(of("daterange"), expected("peristyle::Range<chrono::NaiveDate>", "", None));
        // A numrange has bounds that `Decimal` would round, a tsrange no time zone.
        assert_eq!([of("tsvector"), of("numrange"), of("tsrange"), of("int4multirange")], [None, None, None, None]);
        assert_eq!(of("character varying"), None);
    }

    #[test]
    fn a_text_is_a_literal() {
        assert_eq!(quoted("a\"b\\c\n"), r#""a\"b\\c\n""#);
    }
}
