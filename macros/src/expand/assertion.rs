use proc_macro2::TokenStream;
use quote::{ToTokens, quote_spanned};
use syn::Ident;

use super::generated;
use crate::diagnostics::ends;

/// A constant that asserts a rule at these tokens. Each has its own, because rustc stops at the first call that fails in a constant.
pub fn check(at: &dyn ToTokens, name: &str, arguments: TokenStream) -> TokenStream {
    let (first, last) = ends(at);
    let name = Ident::new(name, first);
    let arguments = quote_spanned!(last=> (__PARTS.1.def #arguments));
    let unnamed = generated::unnamed_const(first);
    quote_spanned!(first=> #unnamed: () = __p::rules::#name #arguments;)
}
