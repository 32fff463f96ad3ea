//! `number_per_tenant(per(series, year), no_gaps)`: the database numbers the rows of each tenant.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, Meta, Token, parenthesized, token};

use crate::diagnostics::Diagnostics;
use crate::parse::value;
use crate::parse::{ColumnArguments, Raw};

/// How a column is numbered.
pub struct Number {
    /// `per(series, year)`: columns whose values have numbers of their own.
    pub per: Vec<Ident>,
    /// `no_gaps`
    pub no_gaps: Option<Ident>,
    /// The tokens it was written with.
    pub tokens: TokenStream,
}

const FORM: &str = "number_per_tenant(per(series, year), no_gaps)";

enum Part {
    Word(Ident),
    Per(Vec<Ident>),
}

impl Parse for Part {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let word: Ident = input.call(Ident::parse_any)?;
        if !input.peek(token::Paren) {
            return Ok(Self::Word(word));
        }
        if word != "per" {
            return Err(syn::Error::new_spanned(word, "only `per` has columns"));
        }
        let inner;
        parenthesized!(inner in input);
        let columns = Punctuated::<Ident, Token![,]>::parse_terminated_with(&inner, Ident::parse_any)?;
        Ok(Self::Per(columns.into_iter().collect()))
    }
}

impl Number {
    /// Reads what a column declares; the database sets it in one way.
    pub fn read(arguments: &ColumnArguments, diagnostics: &mut Diagnostics) -> Option<Self> {
        let raw = arguments.number_per_tenant.as_ref()?;
        let others = [&arguments.default, &arguments.default_sql, &arguments.generated];
        let counted = [&arguments.identity, &arguments.serial];
        for other in others.into_iter().chain(counted).flatten() {
            let message = "the column has `number_per_tenant`, so the database sets it in no other way";
            diagnostics.malformed("table", &other.0, message, "keep one of them");
        }
        let number = Self::of(raw);
        if number.is_none() {
            value::wrong(raw, "takes nothing, or `per(..)` and `no_gaps`", FORM, diagnostics);
        }
        number
    }

    fn of(raw: &Raw) -> Option<Self> {
        let mut number = Self { per: Vec::new(), no_gaps: None, tokens: raw.0.to_token_stream() };
        let parts = match &*raw.0 {
            Meta::Path(_) => return Some(number),
            Meta::List(list) => list.parse_args_with(Punctuated::<Part, Token![,]>::parse_terminated).ok()?,
            Meta::NameValue(_) => return None,
        };
        let is_empty = parts.is_empty();
        for part in parts {
            match part {
                Part::Per(columns) if number.per.is_empty() && !columns.is_empty() => number.per = columns,
                Part::Word(word) if word == "no_gaps" && number.no_gaps.is_none() => number.no_gaps = Some(word),
                Part::Per(_) | Part::Word(_) => return None,
            }
        }
        (!is_empty).then_some(number)
    }
}
