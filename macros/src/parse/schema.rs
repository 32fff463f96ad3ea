use proc_macro2::{TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, LitInt, Path, Token, Visibility, bracketed, parenthesized, token};

use super::Raw;
use crate::diagnostics::Diagnostics;

/// `schema! { pub SCHEMA = [Organization, Product] }`
pub struct Schema {
    /// `crate = path;`, where the runtime was renamed.
    pub runtime: Option<Path>,
    /// `min = 18;`: the version as it is written.
    pub min: Option<TokenTree>,
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
        let is_min = |token| matches!(token, TokenTree::Ident(ident) if ident == "min");
        let has_min = input.clone().into_iter().any(is_min);
        match syn::parse2::<Self>(input) {
            Ok(schema) => Some(schema),
            Err(error) => {
                let at = quote::quote_spanned!(error.span()=> schema);
                let help = match has_min {
                    true => "write `schema! { min = 18; pub SCHEMA = [Organization, Product] }`",
                    false => "write `schema! { pub SCHEMA = [Organization, Product] }`",
                };
                diagnostics.malformed("schema", &at, format!("invalid schema: {error}"), help);
                None
            }
        }
    }
}

impl Schema {
    /// The names of the structs of the list, without their modules.
    pub fn names(&self) -> impl Iterator<Item = &Ident> {
        self.tables.iter().filter_map(|table| table.segments.last()).map(|segment| &segment.ident)
    }
}

/// The input of the macro behind the list: `2; ::peristyle; [Organization, Product]`
pub struct Unlisted {
    /// How often the macro repeats itself, to be expanded after the macros of this round.
    pub rounds: u8,
    pub runtime: Path,
    /// The names of the structs of the list, without their modules.
    pub names: Vec<Ident>,
}

impl Unlisted {
    /// Reads the macro's input.
    pub fn read(input: TokenStream) -> syn::Result<Self> {
        syn::parse2(input)
    }
}

impl Parse for Unlisted {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let rounds = input.parse::<LitInt>()?.base10_parse()?;
        input.parse::<Token![;]>()?;
        let runtime = input.call(Path::parse_mod_style)?;
        input.parse::<Token![;]>()?;
        let list;
        bracketed!(list in input);
        let names = Punctuated::<Ident, Token![,]>::parse_terminated(&list)?;
        Ok(Self { rounds, runtime, names: names.into_iter().collect() })
    }
}

impl Parse for Schema {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let (runtime, min) = settings(input)?;
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let ident = input.parse()?;
        input.parse::<Token![=]>()?;
        let list;
        bracketed!(list in input);
        let tables = Punctuated::<Path, Token![,]>::parse_terminated_with(&list, Path::parse_mod_style)?;
        input.parse::<Option<Token![;]>>()?;
        let (extras, waivers) = extras(input)?;
        Ok(Self { runtime, min, attributes, visibility, ident, tables: tables.into_iter().collect(), extras, waivers })
    }
}

/// The key, and what stands between its parentheses.
type Extra = (Ident, TokenStream);

fn extras(input: ParseStream) -> syn::Result<(Vec<Extra>, Vec<Raw>)> {
    let (mut extras, mut waivers) = (Vec::new(), Vec::new());
    while !input.is_empty() {
        if input.fork().parse::<Ident>().is_ok_and(|key| key == "waive") {
            waivers.push(Raw(Box::new(input.parse()?)));
        } else {
            extras.push(extra(input)?);
        }
        input.parse::<Option<Token![;]>>()?;
    }
    Ok((extras, waivers))
}

const KEYS: &str = "expected `sql_before(..)`, `sql_after(..)` or `waive(..)`";

fn extra(input: ParseStream) -> syn::Result<Extra> {
    let key: Ident = input.parse()?;
    if key != "sql_before" && key != "sql_after" {
        let is_early = key == "min";
        let message = if is_early { "`min` stands before the name of the schema" } else { KEYS };
        return Err(syn::Error::new(key.span(), message));
    }
    let inner;
    parenthesized!(inner in input);
    Ok((key, inner.parse()?))
}

/// `crate = path;` and `min = 18;`, in any order.
fn settings(input: ParseStream) -> syn::Result<(Option<Path>, Option<TokenTree>)> {
    let (mut runtime, mut min) = (None, None);
    loop {
        if input.peek(Token![crate]) && input.peek2(Token![=]) {
            let key = input.parse::<Token![crate]>()?;
            input.parse::<Token![=]>()?;
            if runtime.replace(input.call(Path::parse_mod_style)?).is_some() {
                return Err(syn::Error::new(key.span, "`crate` is written twice"));
            }
        } else if is_min(input) {
            let key: Ident = input.parse()?;
            input.parse::<Token![=]>()?;
            if min.replace(input.parse()?).is_some() {
                return Err(syn::Error::new(key.span(), "`min` is written twice"));
            }
        } else {
            return Ok((runtime, min));
        }
        input.parse::<Token![;]>()?;
    }
}

/// Whether `min = ` is the key: a schema may have the name `min`.
fn is_min(input: ParseStream) -> bool {
    input.fork().parse::<Ident>().is_ok_and(|key| key == "min")
        && input.peek2(Token![=])
        && !input.peek3(token::Bracket)
}
