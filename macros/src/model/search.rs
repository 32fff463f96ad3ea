//! `search(name(a), description, language = "english")`: what a text search looks in.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Meta, Token, parenthesized, token};

use super::Column;
use crate::diagnostics::Diagnostics;
use crate::parse::Raw;
use crate::parse::sql::quoted;
use crate::parse::value::{self, Text};
use crate::suggest;

/// The columns whose words are found.
pub struct Search {
    pub parts: Vec<Looked>,
    /// The configuration of PostgreSQL's text search, as an SQL literal.
    pub language: String,
    /// The name of the column that holds the words.
    pub column: Text,
    /// The whole argument, to point at.
    pub tokens: TokenStream,
}

/// A column, and how much its words weigh.
pub struct Looked {
    pub ident: Ident,
    pub weight: Option<char>,
}

const FORM: &str = "search(name(a), description, language = \"english\")";

enum Part {
    Looked(Ident, Option<Ident>),
    Named(Ident, LitStr),
}

impl Parse for Part {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let word: Ident = input.call(Ident::parse_any)?;
        if input.parse::<Option<Token![=]>>()?.is_some() {
            return Ok(Self::Named(word, input.parse()?));
        }
        if !input.peek(token::Paren) {
            return Ok(Self::Looked(word, None));
        }
        let inner;
        parenthesized!(inner in input);
        let weight = inner.parse()?;
        if inner.is_empty() { Ok(Self::Looked(word, Some(weight))) } else { Err(inner.error("there are two weights")) }
    }
}

impl Search {
    /// Understands the argument; one that names columns which are not there is left out.
    pub fn read(raw: &Raw, columns: &[Column], diagnostics: &mut Diagnostics) -> Option<Self> {
        let before = diagnostics.count();
        let parts = match &*raw.0 {
            Meta::List(list) => list.parse_args_with(Punctuated::<Part, Token![,]>::parse_terminated).ok(),
            _ => None,
        };
        let (mut looked, mut language, mut column) = (Vec::new(), None, None);
        for part in parts.unwrap_or_default() {
            match part {
                Part::Looked(ident, weight) => looked.push(Looked { weight: weight_of(weight, diagnostics), ident }),
                Part::Named(key, text) if key == "language" => language = value::literal(&text, diagnostics),
                Part::Named(key, text) if key == "column" => column = value::literal(&text, diagnostics),
                Part::Named(key, _) => {
                    let message =
                        format!("`search` has no key `{key}`{}", suggest::did_you_mean(&key.to_string(), &KEYS));
                    diagnostics.malformed("table", &key, message, "`search` takes columns, `language` and `column`");
                }
            }
        }
        if looked.is_empty() || language.is_none() {
            if diagnostics.count() == before {
                value::wrong(raw, "takes columns and a language", FORM, diagnostics);
            }
            return None;
        }
        let column =
            column.unwrap_or_else(|| Text { value: "search".to_owned(), tokens: raw.0.path().to_token_stream() });
        let search = Self {
            parts: looked,
            language: regconfig(&language.map(|text| text.value).unwrap_or_default()),
            column,
            tokens: raw.0.to_token_stream(),
        };
        search.check(columns, diagnostics);
        (diagnostics.count() == before).then_some(search)
    }

    fn check(&self, columns: &[Column], diagnostics: &mut Diagnostics) {
        let known: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        for (at, Looked { ident, .. }) in self.parts.iter().enumerate() {
            let name = ident.unraw().to_string();
            match columns.iter().find(|column| column.ident == *ident) {
                None => {
                    let message = format!("there is no column `{name}`{}", suggest::did_you_mean(&name, &known));
                    diagnostics.malformed(
                        "table",
                        ident,
                        message,
                        format!("the columns are {}", suggest::list(&known)),
                    );
                }
                Some(column) if column.generated.is_some() => {
                    let message = format!("`{name}` is a generated column, which other generated columns cannot use");
                    diagnostics.malformed("table", ident, message, "name the columns of its expression");
                }
                Some(_) => {}
            }
            if self.parts[..at].iter().any(|other| other.ident == *ident) {
                diagnostics.malformed("table", ident, format!("`{name}` is named twice"), "name each column once");
            }
        }
        if columns.iter().any(|column| column.stored_name() == self.column.value) {
            let message = format!("a column is already named `{}`", self.column.value);
            diagnostics.malformed("table", &self.column.tokens, message, "write another one: `column = \"words\"`");
        }
    }
}

const KEYS: [&str; 2] = ["column", "language"];

fn weight_of(word: Option<Ident>, diagnostics: &mut Diagnostics) -> Option<char> {
    let word = word?;
    let weight = [("a", 'A'), ("b", 'B'), ("c", 'C'), ("d", 'D')].into_iter().find(|(name, _)| word == name);
    if weight.is_none() {
        let help = "write `name(a)`: `a` is the highest weight, `d` is the lowest and the default";
        diagnostics.malformed("table", &word, format!("`{word}` is not a weight"), help);
    }
    weight.map(|(_, weight)| weight)
}

/// A configuration, with its schema where there is a point in its name.
fn regconfig(language: &str) -> String {
    let parts = language.split('.').map(|part| format!("\"{}\"", part.replace('"', "\"\"")));
    let name = parts.collect::<Vec<_>>().join(".");
    format!("{}::regconfig", quoted(&name))
}
