use proc_macro2::TokenStream;
use quote::{ToTokens, quote_spanned};
use syn::Ident;

use crate::diagnostics::ends;

/// A constant that asserts a rule at these tokens.
pub fn check(at: &dyn ToTokens, name: &str, arguments: TokenStream) -> TokenStream {
    let (first, last) = ends(at);
    let name = Ident::new(name, first);
    let arguments = quote_spanned!(last=> (__DEF #arguments));
    quote_spanned!(first=> const _: () = __p::rules::#name #arguments;)
}
