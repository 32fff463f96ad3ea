//! What names a row: `id`, `junction(..)` or `primary_key(..)`.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Meta, Token, Type};

use super::{Column, Tenancy};
use crate::diagnostics::Diagnostics;
use crate::parse;
use crate::parse::value::{self, Text};
use crate::suggest;

/// What names a row.
pub enum Key {
    /// `id`
    Id(usize),
    /// `junction(a, b)`
    Junction { columns: Vec<usize>, tokens: TokenStream },
    /// `primary_key(a, b)` (rule K04).
    Composite { columns: Vec<usize>, tokens: TokenStream },
    /// None of these (rule K01).
    Missing,
    /// One that could not be read.
    Unreadable,
}

/// What `primary_key` says.
#[derive(Default)]
pub struct DeclaredKey {
    /// `primary_key = "id"`, as it was written.
    pub alone: Option<TokenStream>,
    /// `primary_key(country, number)`
    columns: Vec<Ident>,
    /// `name = "..."`
    pub name: Option<Text>,
    tokens: TokenStream,
    unreadable: bool,
}

/// The columns, then the name.
struct KeyParts(Vec<Ident>, Option<LitStr>);

impl Parse for KeyParts {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let mut parts = Self(Vec::new(), None);
        while !input.is_empty() {
            let word: Ident = input.parse()?;
            if word == "name" && input.parse::<Option<Token![=]>>()?.is_some() {
                parts.1 = Some(input.parse()?);
            } else {
                parts.0.push(word);
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(parts)
    }
}

impl DeclaredKey {
    /// Understands `primary_key`.
    pub fn read(raw: &parse::Raw, diagnostics: &mut Diagnostics) -> Self {
        let Meta::List(list) = &*raw.0 else { return Self::of_text(raw, diagnostics) };
        let tokens = raw.0.to_token_stream();
        match list.parse_args::<KeyParts>().ok().filter(|parts| !parts.0.is_empty() || parts.1.is_some()) {
            Some(KeyParts(columns, name)) => {
                let name = name.and_then(|name| value::literal(&name, diagnostics));
                Self { columns, name, tokens, ..Self::default() }
            }
            None => {
                value::wrong(raw, "takes columns, and a name", "primary_key(country, number)", diagnostics);
                Self { tokens, unreadable: true, ..Self::default() }
            }
        }
    }

    fn of_text(raw: &parse::Raw, diagnostics: &mut Diagnostics) -> Self {
        let form = "primary_key = \"id\"";
        let Some(text) = value::text(raw, form, diagnostics) else { return Self::default() };
        if text.value != "id" {
            let help = format!("write `{form}`, or the columns: `primary_key(country, number)`");
            diagnostics.malformed("table", &text.tokens, "`primary_key` takes only \"id\"", help);
        }
        Self { alone: Some(text.tokens), ..Self::default() }
    }
}

impl Key {
    /// What names a row: what was said, or the field `id`.
    pub fn of(
        arguments: &parse::TableArguments,
        stated: &DeclaredKey,
        columns: &[Column],
        tenancy: &Tenancy,
        diagnostics: &mut Diagnostics,
    ) -> Key {
        let Some(raw) = &arguments.junction else {
            return stated_key(stated, columns, tenancy, diagnostics);
        };
        if !stated.columns.is_empty() {
            let help = "keep `junction(..)`, or `primary_key(..)`";
            diagnostics.malformed("table", &stated.tokens, "the table declares two primary keys", help);
        }
        let names = value::idents(raw, "junction(student_id, course_id)", diagnostics);
        match places(&names, columns, diagnostics) {
            Some(columns) => Key::Junction { columns, tokens: raw.0.to_token_stream() },
            None => Key::Unreadable,
        }
    }
}

fn stated_key(stated: &DeclaredKey, columns: &[Column], tenancy: &Tenancy, diagnostics: &mut Diagnostics) -> Key {
    if stated.unreadable {
        return Key::Unreadable;
    }
    if stated.columns.is_empty() {
        return columns.iter().position(|column| column.name == "id").map_or(Key::Missing, Key::Id);
    }
    let Some(mut found) = places(&stated.columns, columns, diagnostics) else { return Key::Unreadable };
    // The tenant column stands in front of every key.
    if let Tenancy::Tenant { column: Some(tenant), .. } = tenancy {
        found.retain(|place| place != tenant);
    }
    match found[..] {
        [] => {
            let help = "write `id: Id<..>` and `unique(one_per_tenant)`";
            diagnostics.malformed("table", &stated.tokens, "a primary key contains more than the tenant", help);
            Key::Unreadable
        }
        [place] => Key::Id(place),
        _ => Key::Composite { columns: found, tokens: stated.tokens.clone() },
    }
}

/// The places of these columns, once each; `None` where one is not there.
fn places(names: &[Ident], columns: &[Column], diagnostics: &mut Diagnostics) -> Option<Vec<usize>> {
    let known: Vec<String> = columns.iter().map(|column| column.ident.to_string()).collect();
    let all_known = names.iter().filter(|name| !is_known(name, &known, diagnostics)).count() == 0;
    let mut found = Vec::new();
    for place in names.iter().filter_map(|name| columns.iter().position(|column| column.ident == *name)) {
        if !found.contains(&place) {
            found.push(place);
        }
    }
    (all_known && !found.is_empty()).then_some(found)
}

/// Whether it is the typed id of the table itself.
pub fn is_id_of(column: &Column, table: &Ident) -> bool {
    match column.shape.target() {
        Some(Type::Path(path)) if !column.shape.nullable && column.references.is_none() => {
            let is_self = |ident: &Ident| ident == "Self" && path.path.segments.len() == 1;
            path.path.segments.last().is_some_and(|last| last.ident == *table || is_self(&last.ident))
        }
        _ => false,
    }
}

fn is_known(ident: &Ident, names: &[String], diagnostics: &mut Diagnostics) -> bool {
    let known = names.iter().any(|name| ident == name);
    if !known {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let message = format!("there is no column `{ident}`{}", suggest::did_you_mean(&ident.to_string(), &names));
        diagnostics.malformed("table", ident, message, format!("the columns are {}", suggest::list(&names)));
    }
    known
}
