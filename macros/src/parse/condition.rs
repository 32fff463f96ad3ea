//! Conditions and checks as they were written.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::{Expr, Ident, LitStr, Token};

use super::expression::{self, expression};

/// A condition as it was written: `price >= 0` or `sql = "price >= 0"`.
pub enum Written {
    Rust(Expr),
    Sql(LitStr),
}

impl Written {
    /// As it was written.
    pub fn tokens(&self) -> TokenStream {
        match self {
            Self::Rust(written) => expression::tokens(written),
            Self::Sql(literal) => literal.to_token_stream(),
        }
    }
}

impl Parse for Written {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        if input.peek(Ident) && input.peek2(Token![=]) && !input.peek2(Token![==]) {
            let key: Ident = input.parse()?;
            if key != "sql" {
                return Err(syn::Error::new(key.span(), "expected a condition, or `sql = \"...\"`"));
            }
            input.parse::<Token![=]>()?;
            return Ok(Self::Sql(input.parse()?));
        }
        Ok(Self::Rust(expression(input)?))
    }
}

/// The parts of `check(...)`: the condition first, then its keys.
pub struct CheckParts {
    pub condition: Written,
    pub named: Vec<(Ident, LitStr)>,
    /// Keys without a value.
    pub words: Vec<Ident>,
}

impl Parse for CheckParts {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let condition = input.parse()?;
        let (mut named, mut words) = (Vec::new(), Vec::new());
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            let key = input.parse()?;
            match input.parse::<Option<Token![=]>>()? {
                Some(_) => named.push((key, input.parse()?)),
                None => words.push(key),
            }
        }
        Ok(Self { condition, named, words })
    }
}
