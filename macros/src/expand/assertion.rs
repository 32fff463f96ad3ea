use proc_macro2::TokenStream;
use quote::{ToTokens, quote_spanned};
use syn::Ident;

use super::generated;
use crate::diagnostics::ends;

/// A constant that asserts a rule at these tokens.
pub fn check(at: &dyn ToTokens, name: &str, arguments: TokenStream) -> TokenStream {
    let call = call(at, name, arguments);
    let (first, _) = ends(at);
    let unnamed = generated::unnamed_const(first);
    quote_spanned!(first=> #unnamed: () = #call;)
}

/// The call of that constant. rustc stops at the first call that fails in a constant, so two calls share a constant only if a table
/// seldom fails both.
pub fn call(at: &dyn ToTokens, name: &str, arguments: TokenStream) -> TokenStream {
    let (first, last) = ends(at);
    let name = Ident::new(name, first);
    let arguments = quote_spanned!(last=> (__def() #arguments));
    quote_spanned!(first=> __p::rules::#name #arguments)
}

/// The call of a rule about this type.
pub fn call_of(at: &dyn ToTokens, name: &str, of: TokenStream, arguments: TokenStream) -> TokenStream {
    let (first, last) = ends(at);
    let name = Ident::new(name, first);
    let arguments = quote_spanned!(last=> (__def() #arguments));
    quote_spanned!(first=> __p::rules::#name::<#of> #arguments)
}
