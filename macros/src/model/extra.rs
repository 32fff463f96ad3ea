//! `sql_before(name = "year_domain", sql = "CREATE DOMAIN ...", again = "...")`: SQL of the user's own, emitted in place.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Meta, Token};

use crate::diagnostics::Diagnostics;
use crate::parse::sql_statements;
use crate::parse::value::{self, Text};
use crate::parse::{self, Raw};

/// Some statements, and what they are called.
pub struct Extra {
    pub before: bool,
    pub name: Text,
    pub sql: Text,
    /// What runs in its place where it may have run already.
    pub again: Option<Text>,
    /// It overrides what is emitted (rule P06).
    pub overrides: bool,
}

const FORM: &str = "(name = \"year\", sql = \"CREATE DOMAIN year AS integer CHECK (VALUE > 1900)\")";

/// What stands between the parentheses.
pub struct Pairs(Vec<(Ident, LitStr)>);

impl Parse for Pairs {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let pair = |input: ParseStream| {
            let key = input.parse()?;
            input.parse::<Token![=]>()?;
            Ok((key, input.parse()?))
        };
        let pairs = Punctuated::<_, Token![,]>::parse_terminated_with(input, pair)?;
        Ok(Self(pairs.into_iter().collect()))
    }
}

impl Extra {
    /// Those of a table, the ones before it first.
    pub fn read_all(before: &[Raw], after: &[Raw], diagnostics: &mut Diagnostics) -> Vec<Self> {
        let read = |raw: &Raw, diagnostics: &mut Diagnostics| {
            let pairs = match &*raw.0 {
                Meta::List(list) => list.parse_args::<Pairs>().ok(),
                _ => None,
            };
            let key = value::key(raw);
            Self::of(&key, pairs, &raw.0.to_token_stream(), diagnostics)
        };
        let all: Vec<_> = before.iter().chain(after).filter_map(|raw| read(raw, diagnostics)).collect();
        check(&all, diagnostics);
        all
    }

    /// Those of a whole schema.
    pub fn of_schema(schema: &parse::Schema, diagnostics: &mut Diagnostics) -> Vec<Self> {
        let read = |(key, inner): &(Ident, TokenStream), diagnostics: &mut Diagnostics| {
            Self::of(&key.to_string(), syn::parse2(inner.clone()).ok(), &key.to_token_stream(), diagnostics)
        };
        let all: Vec<_> = schema.extras.iter().filter_map(|extra| read(extra, diagnostics)).collect();
        check(&all, diagnostics);
        all
    }

    /// One of them, by what stands between its parentheses.
    pub fn of(key: &str, pairs: Option<Pairs>, at: &TokenStream, diagnostics: &mut Diagnostics) -> Option<Self> {
        let subject = diagnostics.subject();
        let mut literal = |name: &str| {
            let pair = pairs.as_ref()?.0.iter().find(|(key, _)| key == name)?;
            value::literal(&pair.1, diagnostics)
        };
        let (name, sql, again) = (literal("name"), literal("sql"), literal("again"));
        let known = |(key, _): &(Ident, LitStr)| key == "name" || key == "sql" || key == "again";
        let count = [&name, &sql, &again].iter().filter(|text| text.is_some()).count();
        let only_known_keys = pairs.as_ref().is_some_and(|pairs| pairs.0.iter().all(known) && pairs.0.len() == count);
        let (Some(name), Some(sql), true) = (name, sql, only_known_keys) else {
            let message = format!("`{key}` takes a name, SQL and optionally its repeatable form");
            diagnostics.malformed(subject, at, message, format!("write `{key}{FORM}`"));
            return None;
        };
        for text in [&sql].into_iter().chain(&again) {
            if let Some(problem) = sql_statements::problem(&text.value) {
                let message = format!("the SQL of `{}` is incomplete: {problem}", name.value);
                diagnostics.malformed(subject, &text.tokens, message, "write complete statements, each with its `;`");
                return None;
            }
        }
        let trimmed = |text: Text| Text { value: text.value.trim().to_owned(), ..text };
        let (sql, again) = (trimmed(sql), again.map(trimmed));
        Some(Self { before: key == "sql_before", name, sql, again, overrides: false })
    }
}

/// Each has a name of its own, of one line.
fn check(all: &[Extra], diagnostics: &mut Diagnostics) {
    let subject = diagnostics.subject();
    for (at, Extra { name, .. }) in all.iter().enumerate() {
        if name.value.trim().is_empty() || name.value.contains(char::is_control) {
            diagnostics.malformed(
                subject,
                &name.tokens,
                "the name of SQL must be one line of text",
                "write `name = \"year\"`",
            );
        }
        if all[..at].iter().any(|other| other.name.value == name.value) {
            let message = format!("two SQL scripts are named `{}`", name.value);
            diagnostics.malformed(subject, &name.tokens, message, "rename one of them");
        }
    }
}
