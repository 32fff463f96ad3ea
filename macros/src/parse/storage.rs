//! `with(fillfactor = 70)`: storage options of a table or an index, as they were written.

use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, Lit, Token};

use super::sql::quoted;

/// One `name = value`.
pub struct Storage {
    /// `toast.autovacuum_enabled` may have a part in front.
    pub name: String,
    /// In SQL.
    pub value: String,
}

impl Storage {
    /// Reads what stands between the parentheses.
    pub fn read_all(input: ParseStream) -> syn::Result<Vec<Self>> {
        let options = Punctuated::<Self, Token![,]>::parse_terminated(input)?;
        if options.is_empty() { Err(input.error("there is no option")) } else { Ok(options.into_iter().collect()) }
    }
}

impl Parse for Storage {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let path = Punctuated::<Ident, Token![.]>::parse_separated_nonempty_with(input, Ident::parse_any)?;
        input.parse::<Token![=]>()?;
        let name = path.iter().map(ToString::to_string).collect::<Vec<_>>().join(".");
        Ok(Self { name, value: value(input)? })
    }
}

/// A number, a word such as `off`, or a text.
fn value(input: ParseStream) -> syn::Result<String> {
    let minus: Option<Token![-]> = input.parse()?;
    let sign = if minus.is_some() { "-" } else { "" };
    if minus.is_none() && input.peek(Ident::peek_any) && !input.peek(syn::LitBool) {
        return Ok(input.call(Ident::parse_any)?.to_string());
    }
    let literal: Lit = input.parse()?;
    match &literal {
        Lit::Int(number) if number.suffix().is_empty() => Ok(format!("{sign}{}", number.base10_digits())),
        Lit::Float(number) if number.suffix().is_empty() => Ok(format!("{sign}{}", number.base10_digits())),
        Lit::Str(text) if minus.is_none() => Ok(quoted(&text.value())),
        Lit::Bool(boolean) if minus.is_none() => Ok(boolean.value.to_string()),
        _ => Err(syn::Error::new(literal.span(), "expected a number, a word or a text")),
    }
}
