use proc_macro2::TokenStream;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{LitStr, Path, Token};

use super::expression::{Tokens, said};
use crate::diagnostics::Diagnostics;

/// `$crate; Product, "lower(sku) = ?", sku`
pub struct Fragment {
    /// The crate whose macro was called.
    pub runtime: Path,
    pub table: Path,
    pub sql: LitStr,
    pub values: Vec<TokenStream>,
}

impl Fragment {
    /// Reads the macro's input.
    pub fn read(input: TokenStream, diagnostics: &mut Diagnostics) -> Option<Self> {
        if super::is_too_deep("sql", &input, diagnostics) {
            return None;
        }
        match syn::parse2::<Self>(input) {
            Ok(fragment) => Some(fragment),
            Err(error) => {
                let at = quote::quote_spanned!(error.span()=> sql);
                let help = "write `sql!(Product, \"lower(sku) = ?\", sku)`";
                diagnostics.malformed("sql", &at, format!("invalid condition: {}", said(&error)), help);
                None
            }
        }
    }
}

impl Parse for Fragment {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let runtime = input.call(Path::parse_mod_style)?;
        input.parse::<Token![;]>()?;
        let table = input.parse()?;
        input.parse::<Token![,]>()?;
        let sql = input.parse()?;
        let mut values = Vec::new();
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
            let written = Punctuated::<Tokens, Token![,]>::parse_terminated(input)?;
            values.extend(written.into_iter().map(|value| value.0));
        }
        Ok(Self { runtime, table, sql, values })
    }
}
