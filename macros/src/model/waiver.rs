use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Expr, ExprLit, Ident, Lit, Meta, MetaNameValue, Token};

use crate::diagnostics::Diagnostics;
use crate::parse::Raw;
use crate::parse::value;

/// One `name = "reason"` of a `waive(...)`.
pub struct Waiver {
    pub name: Ident,
    pub reason: String,
    /// The whole pair, to point at.
    pub tokens: TokenStream,
    /// Tokens show that it waives something; otherwise a constant may.
    pub used: bool,
}

impl Waiver {
    /// The waivers of a table or a column.
    pub fn read_all(raws: &[Raw], diagnostics: &mut Diagnostics) -> Vec<Self> {
        raws.iter().flat_map(|raw| Self::read(raw, diagnostics)).collect()
    }

    fn read(raw: &Raw, diagnostics: &mut Diagnostics) -> Vec<Self> {
        let pairs = match &*raw.0 {
            Meta::List(list) => list.parse_args_with(Punctuated::<MetaNameValue, Token![,]>::parse_terminated).ok(),
            _ => None,
        };
        let waivers = pairs.filter(|pairs| !pairs.is_empty());
        let waivers: Option<Vec<Self>> =
            waivers.and_then(|pairs| pairs.iter().map(|pair| Self::of_pair(pair, diagnostics)).collect());
        if waivers.is_none() {
            let rule = match diagnostics.subject() {
                "PgEnum" => "snake_case",
                "schema" => "sql_keeps_guards",
                _ => "soft_delete",
            };
            value::wrong(
                raw,
                "takes rules with their reasons",
                &format!("waive({rule} = \"the reason\")"),
                diagnostics,
            );
        }
        waivers.unwrap_or_default()
    }

    fn of_pair(pair: &MetaNameValue, diagnostics: &mut Diagnostics) -> Option<Self> {
        let Expr::Lit(ExprLit { lit: Lit::Str(reason), .. }) = &pair.value else { return None };
        let name = pair.path.get_ident()?.clone();
        let reason = value::literal(reason, diagnostics).map_or_else(|| reason.value(), |reason| reason.value);
        Some(Self { name, reason, tokens: pair.to_token_stream(), used: false })
    }
}
