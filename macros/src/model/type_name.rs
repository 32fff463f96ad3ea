//! The name of an SQL type as a user writes it: one type by its tokens, and the types that rules speak of found behind every spelling.

use proc_macro2::TokenStream;
use quote::ToTokens;

use super::SizedType;
use crate::diagnostics::Diagnostics;
use crate::parse::Raw;
use crate::parse::value;

/// A type as `sql_type = "..."` says it.
pub struct TypeName {
    /// Without the brackets of an array.
    pub element: SizedType,
    pub array: bool,
}

/// More is not a type but an attempt.
const LONGEST: usize = 128;

/// Names of more than one word.
const WORDS: [&str; 15] = [
    "double precision",
    "character varying",
    "char varying",
    "nchar varying",
    "national character",
    "national char",
    "national character varying",
    "national char varying",
    "bit varying",
    "time with time zone",
    "time without time zone",
    "timestamp with time zone",
    "timestamp without time zone",
    "interval year to month",
    "interval day to second",
];

impl TypeName {
    /// The type that an argument names, and the argument's tokens.
    pub fn of(raw: &Raw, subject: &str, example: &str, diagnostics: &mut Diagnostics) -> Option<(Self, TokenStream)> {
        Self::of_key(raw, subject, ("sql_type", example), diagnostics)
    }

    /// The same of another key.
    pub fn of_key(
        raw: &Raw,
        subject: &str,
        (key, example): (&str, &str),
        diagnostics: &mut Diagnostics,
    ) -> Option<(Self, TokenStream)> {
        let form = format!("{key} = \"{example}\"");
        let text = value::text(raw, &form, diagnostics)?;
        match Self::read(&text.value) {
            Ok(name) => Some((name, raw.0.to_token_stream())),
            Err(problem) => {
                let help = format!("write one type as in CREATE TABLE, such as `{form}`");
                diagnostics.malformed(subject, &text.tokens, format!("`{key}` {problem}"), help);
                None
            }
        }
    }

    /// Reads a name, or says why it is none.
    pub fn read(text: &str) -> Result<Self, String> {
        let written = Written::read(text)?;
        let element = match (unquoted(&written.name), written.numbers().as_deref()) {
            (name, Some(numbers)) => known(name, numbers)?,
            (_, None) => None,
        };
        let element = element.unwrap_or_else(|| SizedType::Named(written.to_string()));
        Ok(Self { element, array: written.array })
    }
}

/// PostgreSQL's own names of types, which may stand in quotes and behind `pg_catalog`. Its others, such as `integer`, are words of the grammar.
const INTERNAL: [&str; 19] = [
    "bool",
    "bpchar",
    "bytea",
    "date",
    "float4",
    "float8",
    "int2",
    "int4",
    "int8",
    "interval",
    "json",
    "jsonb",
    "numeric",
    "text",
    "time",
    "timestamp",
    "timestamptz",
    "uuid",
    "varchar",
];

/// `json` for `pg_catalog."json"`
fn unquoted(name: &str) -> &str {
    let inner = name.strip_prefix("pg_catalog.").or_else(|| name.strip_prefix("\"pg_catalog\".")).unwrap_or(name);
    let bare = inner.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(inner);
    if INTERNAL.contains(&bare) { bare } else { name }
}

/// The type of that name in lower case with these numbers in parentheses, where a rule or a driver knows it.
fn known(name: &str, numbers: &[u32]) -> Result<Option<SizedType>, String> {
    Ok(Some(match (name, numbers) {
        ("varchar" | "character varying" | "char varying" | "nchar varying", [most])
        | ("national character varying" | "national char varying", [most]) => SizedType::Varchar(characters(*most)?),
        ("char" | "character" | "nchar" | "national character" | "national char", []) => SizedType::Char(1),
        ("char" | "character" | "nchar" | "national character" | "national char" | "bpchar", [length]) => {
            SizedType::Char(characters(*length)?)
        }
        ("bpchar", []) => SizedType::Named("bpchar".to_owned()),
        ("numeric" | "decimal" | "dec", [precision]) => SizedType::Numeric(*precision, 0),
        ("numeric" | "decimal" | "dec", [precision, scale]) => SizedType::Numeric(*precision, *scale),
        ("float", [1..=24]) => SizedType::Plain("Real"),
        ("float", [25..=53]) => SizedType::Plain("DoublePrecision"),
        ("json", []) => SizedType::Json,
        ("time" | "time without time zone", [digits]) => fraction("TimeSized", *digits)?,
        ("timestamp" | "timestamp without time zone", [digits]) => fraction("TimestampSized", *digits)?,
        ("timestamptz" | "timestamp with time zone", [digits]) => fraction("TimestampTzSized", *digits)?,
        (name, []) => match plain(name) {
            Some(variant) => SizedType::Plain(variant),
            None => return Ok(None),
        },
        _ => return Ok(None),
    }))
}

fn plain(name: &str) -> Option<&'static str> {
    Some(match name {
        "boolean" | "bool" => "Boolean",
        "smallint" | "int2" => "SmallInt",
        "integer" | "int" | "int4" => "Integer",
        "bigint" | "int8" => "BigInt",
        "real" | "float4" => "Real",
        "double precision" | "float8" | "float" => "DoublePrecision",
        "numeric" | "decimal" | "dec" => "Numeric",
        "text" => "Text",
        "bytea" => "Bytea",
        "uuid" => "Uuid",
        "date" => "Date",
        "time" | "time without time zone" => "Time",
        "timestamp" | "timestamp without time zone" => "Timestamp",
        "timestamptz" | "timestamp with time zone" => "TimestampTz",
        "interval" => "Interval",
        "jsonb" => "Jsonb",
        _ => return None,
    })
}

/// PostgreSQL has texts of 1 to 10,485,760 characters.
pub fn characters(count: u32) -> Result<u32, String> {
    if (1..=10_485_760).contains(&count) { Ok(count) } else { Err("takes a number from 1 to 10485760".to_owned()) }
}

fn fraction(variant: &'static str, digits: u32) -> Result<SizedType, String> {
    Ok(SizedType::Fraction(variant, digits_of_a_second(digits)?))
}

/// PostgreSQL counts microseconds.
pub fn digits_of_a_second(digits: u32) -> Result<u32, String> {
    if digits <= 6 { Ok(digits) } else { Err("takes a number of digits from 0 to 6".to_owned()) }
}

/// `timestamp(3) with time zone[]` in its parts: words in lower case, one blank between them.
struct Written {
    /// `timestamp with time zone`
    name: String,
    /// The place in the name where the parentheses stand, and what stands in them.
    parentheses: Option<(usize, String)>,
    array: bool,
}

impl Written {
    fn read(text: &str) -> Result<Self, String> {
        if text.len() > LONGEST {
            return Err(format!("has more than {LONGEST} bytes"));
        }
        let text = text.trim();
        let (text, array) = match text.strip_suffix("[]") {
            Some(element) => (element.trim_end(), true),
            None => (text, false),
        };
        let mut written = Self { name: String::new(), parentheses: None, array };
        written.parts(text)?;
        written.check()?;
        Ok(written)
    }

    fn parts(&mut self, text: &str) -> Result<(), String> {
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let length = match first {
                '"' => self.quoted(rest)?,
                '(' if self.parentheses.is_none() && !self.name.is_empty() => self.enclosed(rest)?,
                blank if blank.is_whitespace() => self.blank(),
                '.' => self.push("."),
                letter if letter.is_alphabetic() || letter == '_' => self.word(rest),
                digit if digit.is_ascii_digit() && !self.is_at_a_start() => self.push(&digit.to_string()),
                other => return Err(format!("cannot contain `{other}` there")),
            };
            rest = rest.split_at(length).1;
        }
        Ok(())
    }

    fn push(&mut self, text: &str) -> usize {
        self.name.push_str(text);
        text.len()
    }

    fn is_at_a_start(&self) -> bool {
        self.name.is_empty() || self.name.ends_with([' ', '.'])
    }

    fn blank(&mut self) -> usize {
        if !self.is_at_a_start() {
            self.name.push(' ');
        }
        1
    }

    /// PostgreSQL folds what stands outside of quotes.
    fn word(&mut self, rest: &str) -> usize {
        let length = rest.find(|letter: char| !(letter.is_alphanumeric() || letter == '_')).unwrap_or(rest.len());
        self.name.push_str(&rest.split_at(length).0.to_ascii_lowercase());
        length
    }

    fn quoted(&mut self, rest: &str) -> Result<usize, String> {
        let mut letters = rest.char_indices().skip(1).peekable();
        while let Some((at, letter)) = letters.next() {
            if letter == '"' && letters.next_if(|(_, next)| *next == '"').is_none() {
                let name = rest.split_at(at + 1).0;
                return if name.len() > 2 { Ok(self.push(name)) } else { Err("has an empty name".to_owned()) };
            }
        }
        Err("has a quote that is not closed".to_owned())
    }

    /// `(10, 2)`, `(Point, 4326)`
    fn enclosed(&mut self, rest: &str) -> Result<usize, String> {
        let Some(end) = rest.find(')') else { return Err("has a parenthesis that is not closed".to_owned()) };
        let inner: String = rest.split_at(end).0.chars().skip(1).filter(|letter| !letter.is_whitespace()).collect();
        let fits = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | ',' | '-');
        if inner.is_empty() || !inner.chars().all(fits) {
            return Err("allows only numbers and words in parentheses".to_owned());
        }
        self.name.truncate(self.name.trim_end().len());
        self.parentheses = Some((self.name.len(), inner));
        Ok(end + 1)
    }

    /// One name, or words that are one type.
    fn check(&mut self) -> Result<(), String> {
        self.name.truncate(self.name.trim_end().len());
        let outside_quotes: String = self.name.split('"').step_by(2).collect();
        let name = &self.name;
        match name.as_str() {
            "" => Err("is empty".to_owned()),
            "serial" | "bigserial" | "smallserial" | "serial4" | "serial8" | "serial2" => {
                Err(format!("names `{name}`, which is an integer with a default, not a type"))
            }
            _ if name.ends_with('.') || name.starts_with('.') || name.contains("..") => {
                Err("has an empty name".to_owned())
            }
            _ if outside_quotes.contains(' ') && !WORDS.contains(&name.as_str()) => {
                Err(format!("names `{name}`, which is not a type"))
            }
            _ => Ok(()),
        }
    }

    /// What stands in parentheses, where it is numbers alone.
    fn numbers(&self) -> Option<Vec<u32>> {
        let inner = self.parentheses.as_ref().map_or("", |(_, inner)| inner);
        inner.split(',').filter(|part| !part.is_empty()).map(|part| part.parse().ok()).collect()
    }
}

impl std::fmt::Display for Written {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.parentheses {
            Some((place, inner)) => {
                let (before, behind) = self.name.split_at(*place);
                write!(f, "{before}({inner}){behind}")
            }
            None => f.write_str(&self.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> String {
        match TypeName::read(text) {
            Ok(TypeName { element: SizedType::Named(name), array }) => {
                format!("{name}{}", if array { "[]" } else { "" })
            }
            Ok(TypeName { element, .. }) => format!("known: {}", element.variant()),
            Err(problem) => format!("refused: {problem}"),
        }
    }

    #[test]
    fn a_name_keeps_what_matters() {
        for (text, name) in [
            ("inet", "inet"),
            (" CITEXT ", "citext"),
            ("inet[]", "inet[]"),
            ("vector(3)", "vector(3)"),
            ("public.citext", "public.citext"),
            ("\"Odd Name\"", "\"Odd Name\""),
            ("app.\"Odd\"\"Name\"", "app.\"Odd\"\"Name\""),
            ("geometry( Point , 4326 )", "geometry(Point,4326)"),
            ("bit  varying (5)", "bit varying(5)"),
            ("time(3) with time zone", "time(3) with time zone"),
            ("größe", "größe"),
            ("\"char\"", "\"char\""),
            ("pg_catalog.\"char\"", "pg_catalog.\"char\""),
            ("\"integer\"", "\"integer\""),
            ("app.json", "app.json"),
            ("pg_catalog.\"bpchar\"", "bpchar"),
        ] {
            assert_eq!(named(text), name);
        }
    }

    #[test]
    fn types_that_rules_check_are_known_in_every_spelling() {
        for (text, variant) in [
            ("Timestamp (3) Without Time Zone", "TimestampSized"),
            ("timestamp", "Timestamp"),
            ("json", "Json"),
            ("character(3)", "Char"),
            ("decimal(10)", "NumericSized"),
            ("numeric", "Numeric"),
            ("float8", "DoublePrecision"),
            ("int4", "Integer"),
            ("varchar(9)[]", "Varchar"),
            ("pg_catalog.json", "Json"),
            ("\"json\"", "Json"),
            ("\"pg_catalog\".\"float8\"", "DoublePrecision"),
            ("pg_catalog.timestamp(3)", "TimestampSized"),
            ("national character(3)", "Char"),
            ("NCHAR", "Char"),
            ("char varying(3)", "Varchar"),
            ("float(24)", "Real"),
            ("float(25)", "DoublePrecision"),
            ("dec", "Numeric"),
        ] {
            assert_eq!(named(text), format!("known: {variant}"));
        }
    }

    #[test]
    fn texts_that_are_no_type() {
        for text in [
            "",
            " ",
            "text not null",
            "text; drop table x",
            "text -- x",
            "text default 'a'",
            "numeric(10, 2) check (x)",
            "(3)",
            "3d",
            "a.",
            ".a",
            "a..b",
            "\"a",
            "\"\"",
            "vector(3",
            "vector()",
            "vector('3')",
            "integer[][]",
            "bigserial",
            "varchar(0)",
            "timestamp(7)",
            "a\0b",
        ] {
            assert!(named(text).starts_with("refused"), "{text}: {}", named(text));
        }
        assert!(named(&"a".repeat(129)).starts_with("refused"));
    }
}
