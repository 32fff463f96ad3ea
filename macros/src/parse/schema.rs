use proc_macro2::TokenStream;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, Path, Token, Visibility, bracketed, parenthesized};

use super::Raw;
use crate::diagnostics::Diagnostics;

/// `schema! { pub SCHEMA = [Organization, Product] }`
pub struct Schema {
    /// `crate = path;`, where the runtime was renamed.
    pub runtime: Option<Path>,
    pub attributes: Vec<Attribute>,
    pub visibility: Visibility,
    pub ident: Ident,
    pub tables: Vec<Path>,
    /// `sql_before(..)` and `sql_after(..)`
    pub extras: Vec<Extra>,
    /// `waive(..)`
    pub waivers: Vec<Raw>,
}

impl Schema {
    /// Reads the macro's input.
    pub fn read(input: TokenStream, diagnostics: &mut Diagnostics) -> Option<Self> {
        if super::is_too_deep("schema", &input, diagnostics) {
            return None;
        }
        match syn::parse2::<Self>(input) {
            Ok(schema) => Some(schema),
            Err(error) => {
                let at = quote::quote_spanned!(error.span()=> schema);
                let help = "write `schema! { pub SCHEMA = [Organization, Product] }`";
                diagnostics.malformed("schema", &at, format!("invalid schema: {error}"), help);
                None
            }
        }
    }
}

impl Parse for Schema {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let runtime = runtime(input)?;
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let ident = input.parse()?;
        input.parse::<Token![=]>()?;
        let list;
        bracketed!(list in input);
        let tables = Punctuated::<Path, Token![,]>::parse_terminated_with(&list, Path::parse_mod_style)?;
        input.parse::<Option<Token![;]>>()?;
        let (extras, waivers) = extras(input)?;
        Ok(Self { runtime, attributes, visibility, ident, tables: tables.into_iter().collect(), extras, waivers })
    }
}

/// The key, and what stands between its parentheses.
type Extra = (Ident, TokenStream);

fn extras(input: ParseStream) -> syn::Result<(Vec<Extra>, Vec<Raw>)> {
    let (mut extras, mut waivers) = (Vec::new(), Vec::new());
    while !input.is_empty() {
        if input.fork().parse::<Ident>().is_ok_and(|key| key == "waive") {
            waivers.push(Raw(input.parse()?));
        } else {
            extras.push(extra(input)?);
        }
        input.parse::<Option<Token![;]>>()?;
    }
    Ok((extras, waivers))
}

fn extra(input: ParseStream) -> syn::Result<Extra> {
    let key: Ident = input.parse()?;
    if key != "sql_before" && key != "sql_after" {
        return Err(syn::Error::new(key.span(), "expected `sql_before(..)`, `sql_after(..)` or `waive(..)`"));
    }
    let inner;
    parenthesized!(inner in input);
    Ok((key, inner.parse()?))
}

fn runtime(input: ParseStream) -> syn::Result<Option<Path>> {
    if !(input.peek(Token![crate]) && input.peek2(Token![=])) {
        return Ok(None);
    }
    input.parse::<Token![crate]>()?;
    input.parse::<Token![=]>()?;
    let path = input.call(Path::parse_mod_style)?;
    input.parse::<Token![;]>()?;
    Ok(Some(path))
}
