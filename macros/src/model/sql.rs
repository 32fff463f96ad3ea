//! SQL that a user wrote: one expression by its tokens, whose bare names are columns or function calls (rule C09).

use proc_macro2::TokenStream;
use syn::{Ident, LitStr};

/// An expression in SQL.
pub struct Sql {
    pub pieces: Vec<Piece>,
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

/// Words of expressions that are neither columns nor functions, in lower case.
const KEYWORDS: &[&str] = &[
    "and",
    "any",
    "all",
    "array",
    "as",
    "at",
    "between",
    "case",
    "collate",
    "current_date",
    "current_time",
    "current_timestamp",
    "date",
    "day",
    "distinct",
    "else",
    "end",
    "escape",
    "false",
    "from",
    "hour",
    "ilike",
    "in",
    "interval",
    "is",
    "isnull",
    "like",
    "minute",
    "month",
    "not",
    "notnull",
    "null",
    "or",
    "overlaps",
    "precision",
    "row",
    "second",
    "similar",
    "some",
    "symmetric",
    "then",
    "time",
    "timestamp",
    "timestamptz",
    "to",
    "true",
    "unknown",
    "varying",
    "when",
    "with",
    "without",
    "year",
    "zone",
];

impl Sql {
    /// Reads a literal.
    pub fn read(literal: &LitStr) -> Self {
        let text = literal.value();
        let mut reader = Reader { rest: &text, pieces: Vec::new(), open: Vec::new(), literal };
        let problem = reader.read().err().or_else(|| text.trim().is_empty().then(|| "it is empty".to_owned()));
        Self { pieces: reader.pieces, tokens: quote::ToTokens::to_token_stream(literal), problem }
    }

    /// The columns that it names, in the order in which they first appear.
    pub fn columns(&self) -> impl Iterator<Item = &Ident> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Name(name) => Some(name),
            Piece::Text(_) => None,
        })
    }
}

struct Reader<'text> {
    rest: &'text str,
    pieces: Vec<Piece>,
    open: Vec<char>,
    literal: &'text LitStr,
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), String> {
        while let Some(first) = self.rest.chars().next() {
            match first {
                '\'' => self.quoted('\'')?,
                '"' => self.quoted('"')?,
                '\0' => return Err("a text of PostgreSQL holds no NUL".to_owned()),
                '$' => return Err("`$` begins a parameter or a quotation of its own".to_owned()),
                ';' => return Err("`;` ends the expression".to_owned()),
                _ if self.rest.starts_with("--") || self.rest.starts_with("/*") => {
                    return Err("a comment hides what follows".to_owned());
                }
                '(' | '[' => self.opens(first),
                ')' | ']' => self.closes(first)?,
                letter if letter.is_alphabetic() || letter == '_' => self.word(),
                digit if digit.is_ascii_digit() => self.number(),
                other => self.text(other.len_utf8()),
            }
        }
        self.open.last().map_or(Ok(()), |open| Err(format!("`{open}` is not closed")))
    }

    /// Takes so many bytes as they stand.
    fn text(&mut self, length: usize) {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        match self.pieces.last_mut() {
            Some(Piece::Text(text)) => text.push_str(taken),
            _ => self.pieces.push(Piece::Text(taken.to_owned())),
        }
    }

    /// A doubled quote is one of the text; so is an escaped one in `E'..'`.
    fn quoted(&mut self, quote: char) -> Result<(), String> {
        let escapes = quote == '\'' && matches!(self.pieces.last(), Some(Piece::Text(text)) if ends_with_escape(text));
        let mut letters = self.rest.char_indices().skip(1).peekable();
        while let Some((at, letter)) = letters.next() {
            if letter == '\0' {
                return Err("a text of PostgreSQL holds no NUL".to_owned());
            } else if escapes && letter == '\\' {
                letters.next();
            } else if letter == quote && letters.next_if(|(_, next)| *next == quote).is_none() {
                self.text(at + 1);
                return Ok(());
            }
        }
        Err(format!("`{quote}` is not closed"))
    }

    fn opens(&mut self, bracket: char) {
        self.open.push(bracket);
        self.text(1);
    }

    fn closes(&mut self, bracket: char) -> Result<(), String> {
        let opening = if bracket == ')' { '(' } else { '[' };
        if self.open.pop() != Some(opening) {
            return Err(format!("`{bracket}` closes nothing"));
        }
        self.text(1);
        Ok(())
    }

    fn number(&mut self) {
        let length = self
            .rest
            .find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '.'))
            .unwrap_or(self.rest.len());
        self.text(length);
    }

    fn word(&mut self) {
        let is_end = |letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == '.');
        let length = self.rest.find(is_end).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(length);
        let called = rest.trim_start().starts_with('(');
        let literal = rest.starts_with('\'');
        let cast = matches!(self.pieces.last(), Some(Piece::Text(text)) if text.trim_end().ends_with("::"));
        let is_keyword = KEYWORDS.contains(&word.to_lowercase().as_str());
        match self.ident(word).filter(|_| !(called || literal || cast || is_keyword)) {
            Some(name) => {
                self.rest = rest;
                self.pieces.push(Piece::Name(name));
            }
            None => self.text(length),
        }
    }

    fn ident(&self, word: &str) -> Option<Ident> {
        let plain = word.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_') && word != "_";
        plain.then(|| match syn::parse_str::<Ident>(word) {
            Ok(_) => Ident::new(word, self.literal.span()),
            Err(_) if matches!(word, "self" | "super" | "crate" | "Self") => {
                Ident::new("_unnamed", self.literal.span())
            }
            Err(_) => Ident::new_raw(word, self.literal.span()),
        })
    }
}

fn ends_with_escape(text: &str) -> bool {
    let before = text.strip_suffix(['e', 'E']);
    before.is_some_and(|before| !before.ends_with(|letter: char| letter.is_alphanumeric() || letter == '_'))
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

    #[test]
    fn names_are_columns_unless_they_are_called() {
        let columns = |text| read(text).columns().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(columns("price > 0 AND lower(name) LIKE 'a%'"), ["price", "name"]);
        assert_eq!(columns("starts <= ends + interval '1 day'"), ["starts", "ends"]);
        assert_eq!(columns("kind::text = 'x' OR \"odd name\" IS NULL"), ["kind"]);
        assert_eq!(columns("type = 1"), ["r#type"]);
        assert_eq!(columns("weight > 1e5 AND note <> E'it\\'s'"), ["weight", "note"]);
    }

    #[test]
    fn what_is_not_one_expression() {
        for text in [
            "",
            "  ",
            "a > 0; DROP TABLE b",
            "a > 0 -- more",
            "a /* b */",
            "(a",
            "a)",
            "(a]",
            "'a",
            "\"a",
            "$1",
            "a = $$b$$",
        ] {
            assert!(read(text).problem.is_some(), "{text}");
        }
    }

    #[test]
    fn what_is_one() {
        for text in ["a > 0", "(a) IN (1, 2)", "a = 'it''s; -- fine'", "tags[1] = 'x'", "a ~ '^[a-z]+$'"] {
            assert_eq!(read(text).problem, None, "{text}");
        }
    }
}
