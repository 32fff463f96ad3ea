//! `sql!`: an expression over the columns of one row and bound values, as a condition.

use syn::{Ident, LitStr};

use super::{Beyond, beyond, lexer, name, reader};
use crate::diagnostics::Diagnostics;
use crate::sorted;

/// A condition in SQL.
pub struct Fragment {
    pub parts: Vec<Part>,
}

/// A part of it.
pub enum Part {
    /// A column, by the name of its field.
    Column(Ident),
    /// A value that is bound.
    Value,
    /// Everything else, as it was written.
    Text(String),
}

const HELP: &str = "write one condition, such as `sql!(Product, \"lower(sku) = ?\", sku)`";

/// Functions that read more than the row, or that change the session.
const REFUSED: [&str; 10] =
    ["currval", "dblink", "lastval", "lo_", "nextval", "set_config", "setval", "ts_rewrite", "ts_stat", "txid_"];

/// The functions of the server's own that read nothing but their arguments.
const HARMLESS: [&str; 4] = ["pg_column_size", "pg_input_is_valid", "pg_size_bytes", "pg_typeof"];

impl Fragment {
    /// Reads the condition and its number of values. `None` where it is refused.
    pub fn read(literal: &LitStr, values: usize, diagnostics: &mut Diagnostics) -> Option<Self> {
        let text = literal.value();
        let found = lexer::tokens(&text).and_then(|tokens| match tokens[..] {
            [] => Err("it is empty".to_owned()),
            _ => reader::read_bound(&text, &tokens),
        });
        let found = match found {
            Ok(found) => found,
            Err(problem) => {
                let help = match text.contains('?') {
                    true => format!("{HELP}; a value is a `?` with a space on both sides"),
                    false => HELP.to_owned(),
                };
                diagnostics.malformed("sql", literal, format!("this is not one SQL expression: {problem}"), help);
                return None;
            }
        };
        if let Some((message, help)) = refusal(&found) {
            diagnostics.malformed("sql", literal, message, help);
            return None;
        }
        if found.placeholders.len() != values {
            let placeholders = found.placeholders.len();
            let message = format!("the number of `?` is {placeholders}, but the number of values is {values}");
            diagnostics.malformed("sql", literal, message, "write one value for each `?`, in the same order");
            return None;
        }
        Some(Self { parts: parts(literal, &text, &found) })
    }
}

fn refusal(found: &reader::Found) -> Option<(String, &'static str)> {
    if let Some(name) = found.others.first() {
        let help = "write the name of the field, without quotes and without a table";
        return Some((format!("`{name}` is not a column of the table"), help));
    }
    found.calls.iter().find_map(|call| {
        let what = match beyond(call) {
            Some(Beyond::Aggregate) => "is an aggregate function",
            Some(Beyond::Window) => "is a window function",
            Some(Beyond::Set) => "returns several rows",
            None if call.contains('"') => "is in quotes",
            None if is_refused(call) => "reads more than the row or changes the session",
            None => return None,
        };
        Some((format!("a condition cannot call `{call}`: it {what}"), "write an expression over the values of one row"))
    })
}

fn is_refused(call: &str) -> bool {
    let name = call.rsplit('.').next().unwrap_or(call);
    let is_of_server = name.starts_with("pg_") && !HARMLESS.contains(&name);
    is_of_server || name.contains("_to_xml") || REFUSED.iter().any(|refused| name.starts_with(refused))
}

fn parts(literal: &LitStr, text: &str, found: &reader::Found) -> Vec<Part> {
    let columns = found.columns.iter().map(|token| (token, false));
    let mut marks = Vec::new();
    for mark in columns.chain(found.placeholders.iter().map(|token| (token, true))) {
        sorted::insert(&mut marks, mark, |(other, _), (token, _)| other.start > token.start);
    }
    let (mut parts, mut at) = (Vec::new(), 0);
    for (token, is_value) in marks {
        let part = if is_value {
            Some(Part::Value)
        } else {
            text.get(token.start..token.end).and_then(|word| name(word, literal)).map(Part::Column)
        };
        if let Some(part) = part {
            parts.extend(piece(text, at, token.start));
            parts.push(part);
            at = token.end;
        }
    }
    parts.extend(piece(text, at, text.len()));
    parts
}

fn piece(text: &str, from: usize, to: usize) -> Option<Part> {
    let text = text.get(from..to)?.trim();
    (!text.is_empty()).then(|| Part::Text(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use proc_macro2::Span;

    use super::*;

    fn read(text: &str, values: usize) -> Result<String, String> {
        let mut diagnostics = Diagnostics::of("sql");
        let fragment = Fragment::read(&LitStr::new(text, Span::call_site()), values, &mut diagnostics);
        let shown = |part: &Part| match part {
            Part::Column(name) => format!("<{name}>"),
            Part::Value => "?".to_owned(),
            Part::Text(text) => text.clone(),
        };
        let parts = fragment.map(|fragment| fragment.parts.iter().map(shown).collect::<Vec<_>>().join(" "));
        parts.ok_or_else(|| diagnostics.messages().join("; "))
    }

    #[test]
    fn columns_and_values_are_parts() {
        for (text, values, parts) in [
            ("custom->>'a' = ?", 1, "<custom> ->>'a' = ?"),
            ("custom ? 'a'", 0, "<custom> ? 'a'"),
            ("custom ? ?", 1, "<custom> ? ?"),
            ("custom->>'?' = ? AND price BETWEEN ? AND ?", 3, "<custom> ->>'?' = ? AND <price> BETWEEN ? AND ?"),
            ("price = ?::int", 1, "<price> = ? ::int"),
            ("lower(sku) IN (?, ?)", 2, "lower( <sku> ) IN ( ? , ? )"),
            ("type = 'E' AND E'\\'' <> note", 0, "<r#type> = 'E' AND E'\\'' <> <note>"),
        ] {
            assert_eq!(read(text, values).as_deref(), Ok(parts), "{text}");
        }
    }

    #[test]
    fn what_reads_more_than_the_row_is_refused() {
        for text in [
            "price > 0) OR (true",
            "price > 0; DELETE FROM plans",
            "price > 0 -- more",
            "price > 0 /* more */",
            "id IN (SELECT id FROM plans)",
            "EXISTS (SELECT 1)",
            "price = ANY (SELECT 1)",
            "price = (TABLE plans)",
            "ARRAY(SELECT 1) = price",
            "plans.price > 0",
            "\"price\" > 0",
            "sum(price) > 0",
            "sum(price) OVER () > 0",
            "set_config('peristyle.tenant', 'x', true) = ''",
            "pg_catalog.set_config('a', 'b', true) = ''",
            "\"set_config\"('a', 'b', true) = ''",
            "query_to_xml('SELECT 1', true, true, '') IS NULL",
            "dblink_exec('x') = ''",
            "price > $1",
            "",
            "price, sku",
        ] {
            assert!(read(text, 0).is_err(), "{text}");
        }
    }

    #[test]
    fn values_are_counted() {
        let message = "the number of `?` is 1, but the number of values is 2";
        assert_eq!(read("price = ?", 2), Err(message.to_owned()));
        assert!(read("price = ?", 0).is_err() && read("price =?", 1).is_err());
    }
}
