//! The values of keys: texts, words, numbers.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Expr, ExprLit, Ident, Lit, LitInt, LitStr, Meta, Path, Token};

use crate::diagnostics::Diagnostics;
use crate::parse::Raw;

/// A text and the tokens it was written with.
#[derive(Clone)]
pub struct Text {
    pub value: String,
    pub tokens: TokenStream,
}

impl Text {
    /// A literal.
    pub fn of(literal: &LitStr) -> Self {
        Self { value: literal.value(), tokens: literal.to_token_stream() }
    }
}

/// `renamed_from = "code"`, with that example.
pub fn old_name(raw: Option<&Raw>, example: &str, diagnostics: &mut Diagnostics) -> Option<Text> {
    let form = format!("renamed_from = \"{example}\"");
    let name = text(raw?, &form, diagnostics)?;
    if name.value.is_empty() {
        diagnostics.malformed("table", &name.tokens, "the old name is empty", format!("write `{form}`, or remove it"));
        return None;
    }
    Some(name)
}

/// `key = "text"`
pub fn text(raw: &Raw, form: &str, diagnostics: &mut Diagnostics) -> Option<Text> {
    if let Meta::NameValue(pair) = &*raw.0
        && let Expr::Lit(ExprLit { lit: Lit::Str(literal), .. }) = &pair.value
    {
        return self::literal(literal, diagnostics);
    }
    let quoted = quoted_word(raw);
    wrong(raw, "takes a text in quotes", quoted.as_deref().unwrap_or(form), diagnostics);
    None
}

/// What `name = plans` was meant to be.
fn quoted_word(raw: &Raw) -> Option<String> {
    let Meta::NameValue(pair) = &*raw.0 else { return None };
    let Expr::Path(word) = &pair.value else { return None };
    let (key, word) = (pair.path.get_ident()?, word.path.get_ident()?.unraw());
    // A word is no SQL.
    (key != "default_sql").then(|| format!("{key} = \"{word}\""))
}

/// Letters of Hangul that have no shape.
const FILLERS: [char; 4] = ['\u{115f}', '\u{1160}', '\u{3164}', '\u{ffa0}'];

/// Whether a reason or a documentation has no word: nothing but blanks, signs and invisible characters.
pub fn has_no_word(text: &str) -> bool {
    !text.chars().any(|letter| letter.is_alphanumeric() && !FILLERS.contains(&letter))
}

/// `schema = "billing"`
pub fn schema(raw: Option<&Raw>, diagnostics: &mut Diagnostics) -> Option<Text> {
    let text = raw.and_then(|raw| text(raw, "schema = \"billing\"", diagnostics))?;
    if text.value.is_empty() {
        diagnostics.malformed(
            diagnostics.subject(),
            &text.tokens,
            "the schema has no name",
            "write `schema = \"billing\"`",
        );
        return None;
    }
    if text.value.starts_with("pg_") || text.value == "information_schema" {
        let message = format!("the schema `{}` belongs to PostgreSQL", text.value);
        diagnostics.malformed(diagnostics.subject(), &text.tokens, message, "write another name");
        return None;
    }
    Some(text)
}

/// What PostgreSQL has in no text, and so in no comment.
pub const NUL: (&str, &str) = ("a text in PostgreSQL cannot contain NUL", "remove the `\\0`");

/// Of a constraint with both words.
pub const NOT_ENFORCED: (&str, &str) = ("a constraint that is not enforced is not valid either", "remove `not_valid`");

/// A text in quotes.
pub fn literal(literal: &LitStr, diagnostics: &mut Diagnostics) -> Option<Text> {
    let text = Text { value: literal.value(), tokens: literal.to_token_stream() };
    if text.value.contains('\0') {
        diagnostics.malformed(diagnostics.subject(), literal, NUL.0, NUL.1);
        return None;
    }
    Some(text)
}

/// Whether some type of PostgreSQL holds a number with a decimal point or an exponent: none does where a `double precision` overflows or vanishes.
pub fn is_representable(digits: &str) -> bool {
    let (number, mantissa) = (digits.parse::<f64>(), digits.split(['e', 'E']).next().unwrap_or_default());
    let is_zero = !mantissa.contains(|digit: char| digit.is_ascii_digit() && digit != '0');
    number.is_ok_and(|number| number.is_finite() && (is_zero || number != 0.0))
}

/// `key`
pub fn flag(raw: Option<&Raw>, diagnostics: &mut Diagnostics) -> bool {
    let Some(raw) = raw else { return false };
    if !matches!(*raw.0, Meta::Path(_)) {
        wrong(raw, "takes no value", &key(raw), diagnostics);
    }
    true
}

/// `key = a::Path`
pub fn path(raw: &Raw, form: &str, diagnostics: &mut Diagnostics) -> Option<Path> {
    if let Meta::NameValue(pair) = &*raw.0
        && let Expr::Path(path) = &pair.value
        && path.qself.is_none()
    {
        return Some(path.path.clone());
    }
    let Some((path, form)) = meant_path(raw) else {
        wrong(raw, "takes a path", form, diagnostics);
        return None;
    };
    wrong(raw, "takes a path", &form, diagnostics);
    // Read, so that nothing that follows from its absence is reported too.
    Some(path)
}

/// What `tenant(Organization)` and `tenant = "Organization"` were meant to be.
fn meant_path(raw: &Raw) -> Option<(Path, String)> {
    let path: Path = match &*raw.0 {
        Meta::List(list) => list.parse_args_with(Path::parse_mod_style).ok()?,
        Meta::NameValue(pair) => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => text.parse_with(Path::parse_mod_style).ok()?,
            _ => return None,
        },
        Meta::Path(_) => return None,
    };
    let written: String = path.to_token_stream().to_string().split_whitespace().collect();
    let form = format!("{} = {written}", key(raw));
    Some((path, form))
}

/// `crate = path`: the module that generated code refers to.
pub fn runtime(raw: Option<&Raw>, diagnostics: &mut Diagnostics) -> TokenStream {
    match raw.and_then(|raw| path(raw, "crate = my_peristyle", diagnostics)) {
        Some(path) => quote!(#path::__v0),
        None => quote!(::peristyle::__v0),
    }
}

/// `key = 255`
pub fn number(raw: &Raw, form: &str, diagnostics: &mut Diagnostics) -> Option<u32> {
    if let Meta::NameValue(pair) = &*raw.0
        && let Expr::Lit(ExprLit { lit: Lit::Int(literal), .. }) = &pair.value
        && let Ok(number) = literal.base10_parse()
        && number > 0
    {
        return Some(number);
    }
    wrong(raw, "takes a number above zero", form, diagnostics);
    None
}

/// `key(1, 2)` with exactly so many numbers.
pub fn numbers<const N: usize>(raw: &Raw, form: &str, diagnostics: &mut Diagnostics) -> Option<[u32; N]> {
    let numbers = match &*raw.0 {
        Meta::List(list) => list.parse_args_with(Punctuated::<LitInt, Token![,]>::parse_terminated).ok(),
        _ => None,
    };
    let numbers: Option<Vec<u32>> =
        numbers.and_then(|numbers| numbers.iter().map(|number| number.base10_parse().ok()).collect());
    let read = numbers.and_then(|numbers| <[u32; N]>::try_from(numbers).ok());
    if read.is_none() {
        wrong(raw, if N == 1 { "takes one number" } else { "takes two numbers" }, form, diagnostics);
    }
    read
}

/// `key(a, b)`
pub fn idents(raw: &Raw, form: &str, diagnostics: &mut Diagnostics) -> Vec<Ident> {
    let read = match &*raw.0 {
        Meta::List(list) => list.parse_args_with(Punctuated::<Ident, Token![,]>::parse_terminated).ok(),
        _ => None,
    };
    match read {
        Some(idents) if !idents.is_empty() => idents.into_iter().collect(),
        _ => {
            wrong(raw, "takes names of columns", form, diagnostics);
            Vec::new()
        }
    }
}

/// `key(A, b::C)`
pub fn paths(raw: &Raw, form: &str, diagnostics: &mut Diagnostics) -> Vec<Path> {
    let read = match &*raw.0 {
        Meta::List(list) => list
            .parse_args_with(|input: ParseStream| {
                Punctuated::<Path, Token![,]>::parse_terminated_with(input, Path::parse_mod_style)
            })
            .ok(),
        _ => None,
    };
    if read.is_none() {
        wrong(raw, "takes derives", form, diagnostics);
    }
    read.into_iter().flatten().collect()
}

/// The key of an argument.
pub fn key(raw: &Raw) -> String {
    raw.0.path().get_ident().map(ToString::to_string).unwrap_or_default()
}

/// An argument whose value is of another form.
pub fn wrong(raw: &Raw, what: &str, form: &str, diagnostics: &mut Diagnostics) {
    diagnostics.malformed(diagnostics.subject(), &raw.0, format!("`{}` {what}", key(raw)), format!("write `{form}`"));
}

/// The same for an argument with a condition, which is written in Rust: what SQL has in its place is what is wrong.
pub fn wrong_condition(raw: &Raw, what: &str, form: &str, diagnostics: &mut Diagnostics) {
    let Meta::List(list) = &*raw.0 else { return wrong(raw, what, form, diagnostics) };
    match foreign(&list.tokens) {
        Some((at, message, help)) => diagnostics.malformed(diagnostics.subject(), &at, message, help),
        None => wrong(raw, what, form, diagnostics),
    }
}

/// What a condition does not have, with the message and what to write.
pub fn foreign(condition: &TokenStream) -> Option<(TokenStream, String, String)> {
    if let Some((at, rust)) = sql_operator(condition.clone()) {
        let message = format!("`{at}` is not an operator of Rust, in which a condition is written");
        return Some((at, message, format!("write `{rust}`, or the condition as `sql = \"..\"`")));
    }
    let message = "a condition reads the value of a column, not a part of it by its place";
    let help = "write `column.starts_with(\"..\")`, or the condition as `sql = \"left(name, 3) = 'abc'\"`";
    Some((part_of_a_value(condition.clone())?, message.to_owned(), help.to_owned()))
}

/// The first operator of SQL, and what Rust has in its place.
fn sql_operator(tokens: TokenStream) -> Option<(TokenStream, &'static str)> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    tokens.iter().enumerate().find_map(|(place, token)| match token {
        TokenTree::Ident(word) => {
            let rust = match word.to_string().to_ascii_lowercase().as_str() {
                "and" => "&&",
                "or" => "||",
                "not" => "!",
                "is" | "null" => "column.is_none()",
                "in" => "column == 1 || column == 2",
                "like" | "ilike" => "column.starts_with(\"..\")",
                "between" => "(1..=9).contains(&column)",
                _ => return None,
            };
            Some((word.to_token_stream(), rust))
        }
        TokenTree::Group(group) => sql_operator(group.stream()),
        TokenTree::Punct(first) => match (first.as_char(), tokens.get(place + 1)) {
            ('<', Some(TokenTree::Punct(second))) if second.as_char() == '>' => Some((quote!(#first #second), "!=")),
            _ => None,
        },
        TokenTree::Literal(_) => None,
    })
}

/// The brackets of `name[0..3]`.
fn part_of_a_value(tokens: TokenStream) -> Option<TokenStream> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    tokens.iter().enumerate().find_map(|(place, token)| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {
            let before = tokens.get(place.checked_sub(1)?)?;
            matches!(before, TokenTree::Ident(_) | TokenTree::Group(_)).then(|| group.to_token_stream())
        }
        TokenTree::Group(group) => part_of_a_value(group.stream()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operator_of_sql_is_found_in_a_condition() {
        let found = |tokens| sql_operator(tokens).map(|(word, rust)| (word.to_string(), rust));
        assert_eq!(found(quote!(check(name.len() < 5 and n > 3))), Some(("and".to_owned(), "&&")));
        assert_eq!(found(quote!(index(name, only(deleted IS null)))), Some(("IS".to_owned(), "column.is_none()")));
        assert_eq!(found(quote!(state IN (1, 2))), Some(("IN".to_owned(), "column == 1 || column == 2")));
        assert_eq!(found(quote!(a <> 5)).map(|(_, rust)| rust), Some("!="));
        assert_eq!(found(quote!(check(a < 5 && b, message = 3))), None);
    }

    #[test]
    fn a_part_of_a_value_is_found_in_a_condition() {
        assert!(part_of_a_value(quote!(a[0..3] == "x")).is_some());
        assert!(part_of_a_value(quote!(n > 0 && (a.b()[1]) == 2)).is_some());
        assert!(part_of_a_value(quote!(n > 0 && ["x"].contains(a))).is_none());
    }

    #[test]
    fn a_word_has_a_letter_or_a_digit_that_is_seen() {
        for text in ["", " ", ".", "-- ...", "\u{200b}\u{feff}", "\u{3164}", "\u{2800}", "\u{ad}\u{202e}"] {
            assert!(has_no_word(text), "{text:?}");
        }
        for text in ["a reason", "§ 4", "理由", "причина", "ä"] {
            assert!(!has_no_word(text), "{text:?}");
        }
    }
}
