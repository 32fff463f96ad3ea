//! SQL that a user wrote: one expression by its tokens, whose bare names are columns or function calls (rule C09).

mod fragment;
mod functions;
mod lexer;
mod reader;
mod types;
mod words;

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::{Ident, LitStr};

pub use fragment::{Fragment, Part};
pub use functions::{Beyond, beyond, is_not_immutable};

/// An expression in SQL.
pub struct Sql {
    pub pieces: Vec<Piece>,
    /// The functions that it calls, in lower case, and values without parentheses such as `current_date`.
    pub calls: Vec<String>,
    /// Columns with quotes or a table in front of them, as they were written.
    pub others: Vec<String>,
    /// It is NULL, whichever its type.
    pub is_null: bool,
    /// The whole literal, to point at.
    pub tokens: TokenStream,
    /// Why it is not one expression.
    pub problem: Option<String>,
}

/// A part of it.
pub enum Piece {
    /// A bare name that is neither a keyword nor called: a column.
    Name(Ident),
    /// Everything else, as it was written.
    Text(String),
}

impl Sql {
    /// Reads a literal.
    pub fn read(literal: &LitStr) -> Self {
        let (text, tokens) = (literal.value(), quote::ToTokens::to_token_stream(literal));
        let found = lexer::tokens(&text).and_then(|found| match found[..] {
            [] => Err("it is empty".to_owned()),
            _ => reader::read(&text, &found),
        });
        match found {
            Ok(found) => Self {
                pieces: pieces(literal, &text, &found),
                calls: found.calls,
                others: found.others,
                is_null: found.is_null,
                tokens,
                problem: None,
            },
            Err(problem) => Self { problem: Some(problem), ..Self::of(vec![Piece::Text(text)], tokens) },
        }
    }

    /// An expression of these pieces.
    pub fn of(pieces: Vec<Piece>, tokens: TokenStream) -> Self {
        Self { pieces, calls: Vec::new(), others: Vec::new(), is_null: false, tokens, problem: None }
    }

    /// The expression, with the columns as they were written.
    pub fn text(&self) -> String {
        let text = |piece: &Piece| match piece {
            Piece::Name(name) => name.unraw().to_string(),
            Piece::Text(text) => text.clone(),
        };
        self.pieces.iter().map(text).collect()
    }

    /// The columns that it names, in the order in which they first appear.
    pub fn columns(&self) -> impl Iterator<Item = &Ident> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Name(name) => Some(name),
            Piece::Text(_) => None,
        })
    }
}

/// The text, in which each column is a piece of its own.
fn pieces(literal: &LitStr, text: &str, found: &reader::Found) -> Vec<Piece> {
    let (mut pieces, mut at) = (Vec::new(), 0);
    for column in &found.columns {
        if let Some(name) = text.get(column.start..column.end).and_then(|word| name(word, literal)) {
            pieces.extend(
                text.get(at..column.start).filter(|text| !text.is_empty()).map(|text| Piece::Text(text.to_owned())),
            );
            pieces.push(Piece::Name(name));
            at = column.end;
        }
    }
    pieces.extend(text.get(at..).filter(|text| !text.is_empty()).map(|text| Piece::Text(text.to_owned())));
    pieces
}

/// What the field of a column could be called.
fn name(word: &str, literal: &LitStr) -> Option<Ident> {
    let plain = word.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_') && word != "_";
    plain.then(|| match syn::parse_str::<Ident>(word) {
        Ok(_) => Ident::new(word, literal.span()),
        Err(_) if matches!(word, "self" | "super" | "crate" | "Self") => Ident::new("_unnamed", literal.span()),
        Err(_) => Ident::new_raw(word, literal.span()),
    })
}

/// Why a text is not one expression, by its tokens: it may have sub-selects.
pub fn problem(text: &str) -> Option<String> {
    match lexer::tokens(text) {
        Ok(tokens) if tokens.is_empty() => Some("it is empty".to_owned()),
        Ok(_) => None,
        Err(problem) => Some(problem),
    }
}

/// A text as an SQL literal.
pub fn quoted(text: &str) -> String {
    let escaped = text.replace('\'', "''");
    if text.contains('\\') { format!("E'{}'", escaped.replace('\\', "\\\\")) } else { format!("'{escaped}'") }
}

#[cfg(test)]
mod tests {
    use proc_macro2::Span;

    use super::*;

    fn read(text: &str) -> Sql {
        Sql::read(&LitStr::new(text, Span::call_site()))
    }

    fn columns(text: &str) -> Vec<String> {
        let sql = read(text);
        assert_eq!(sql.problem, None, "{text}");
        sql.columns().map(ToString::to_string).collect()
    }

    #[test]
    fn names_are_columns_unless_they_are_called() {
        assert_eq!(columns("price > 0 AND lower(name) LIKE 'a%'"), ["price", "name"]);
        assert_eq!(columns("starts <= ends + interval '1 day'"), ["starts", "ends"]);
        assert_eq!(columns("kind::text = 'x' OR \"odd name\" IS NULL"), ["kind"]);
        assert_eq!(columns("type = 1"), ["r#type"]);
        assert_eq!(columns("weight > 1e5 AND note <> E'it\\'s'"), ["weight", "note"]);
    }

    #[test]
    fn the_same_word_is_a_column_or_a_part_of_the_grammar_by_its_place() {
        for (text, found) in [
            ("year > 2000 AND EXTRACT(year FROM at) = year", vec!["year", "at", "year"]),
            ("EXTRACT(epoch FROM at AT TIME ZONE 'UTC') > 0", vec!["at"]),
            ("date >= date '2024-01-01' AND time < time '12:00'", vec!["date", "time"]),
            ("timestamp with time zone '2024-01-01' < at", vec!["at"]),
            ("from < to AND end > 0", vec!["from", "to", "end"]),
            ("from BETWEEN SYMMETRIC a AND b", vec!["from", "a", "b"]),
            ("value IN (1, 2) AND NOT precision", vec!["value", "precision"]),
            ("(address).city = city", vec!["address", "city"]),
            ("plans.price > price", vec!["price"]),
            ("interval(3) '1.5' second < wait", vec!["wait"]),
            ("wait > interval '1-2' year to month", vec!["wait"]),
            ("CASE state WHEN 'a' THEN one WHEN 'b' THEN two ELSE three END > 0", vec!["state", "one", "two", "three"]),
            ("CASE WHEN a THEN b END", vec!["a", "b"]),
            ("f(a => b, c := d, VARIADIC e)", vec!["b", "d", "e"]),
            ("a[1:2] = ARRAY[[b], [1]] OR a[c:] = '{}'", vec!["a", "b", "a", "c"]),
            ("1_000 < n AND 0x1F <> n AND .5 < n AND 1.5e-3 < n", vec!["n", "n", "n", "n"]),
        ] {
            assert_eq!(columns(text), found, "{text}");
        }
    }

    /// `forms.txt` has the version of PostgreSQL that first reads each; `tests/postgres/expressions.rs` has a server read them.
    #[test]
    fn functions_with_a_grammar_of_their_own() {
        for text in include_str!("forms.txt").lines().filter_map(|line| Some(line.split_once(' ')?.1)) {
            let columns = columns(text);
            assert!(columns.iter().all(|column| column == "x"), "{text}: {columns:?}");
        }
        assert_eq!(columns("x = 'a'\n'b'"), ["x"]);
    }

    #[test]
    fn calls_are_known_with_their_schema() {
        let calls = |text| read(text).calls;
        assert_eq!(calls("Lower(a) = pg_catalog.upper(b)"), ["lower", "pg_catalog.upper"]);
        assert_eq!(calls("at < CURRENT_DATE"), ["current_date"]);
        assert_eq!(calls("sum(a) OVER (ORDER BY b) > 0"), ["sum", "over"]);
        assert_eq!(calls("array_agg(a ORDER BY b) FILTER (WHERE c) = d"), ["array_agg", "filter"]);
        assert_eq!(beyond("pg_catalog.sum"), Some(Beyond::Aggregate));
        assert_eq!(beyond("app.sum"), None);
        assert!(is_not_immutable("now") && is_not_immutable("current_date") && !is_not_immutable("lower"));
    }

    #[test]
    fn null_is_known_behind_its_type() {
        for text in ["NULL", "((null))", "null::text", "CAST(NULL AS numeric(10, 2))", "(Null)::varchar(3)[]"] {
            assert!(read(text).is_null, "{text}");
        }
        for text in ["NULLIF(1, 1)", "'null'", "null IS NULL", "coalesce(null, 1)", "nullable", "1"] {
            assert!(!read(text).is_null, "{text}");
        }
    }

    #[test]
    fn what_is_not_one_expression() {
        let own =
            ["", "  ", "x > 0; DROP TABLE b", "x > 0 -- more", "x /* b */", "'a", "\"a", "$1", "x = $$b$$", "x \0"];
        for text in own.into_iter().chain(include_str!("no_forms.txt").lines()) {
            assert!(read(text).problem.is_some(), "{text}");
        }
    }

    #[test]
    fn what_is_one() {
        for text in ["a > 0", "(a) IN (1, 2)", "a = 'it''s; -- fine'", "tags[1] = 'x'", "a ~ '^[a-z]+$'"] {
            assert_eq!(read(text).problem, None, "{text}");
        }
    }

    #[test]
    fn the_pieces_are_the_text() {
        for text in ["a > 0 AND lower( b ) = 'c'", "a", " a ", "(a", "größe > 0 AND \u{1F600}"] {
            let written = |piece: &Piece| match piece {
                Piece::Name(name) => name.to_string(),
                Piece::Text(text) => text.clone(),
            };
            assert_eq!(read(text).pieces.iter().map(written).collect::<String>(), text);
        }
    }
}
