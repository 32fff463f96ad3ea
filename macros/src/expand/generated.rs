//! Identifiers of items at the user's tokens, of which rustc knows that a macro generated the item.
//!
//! Where a type is not found, rustc offers a type parameter behind the identifier of each item of the user that names the
//! type. With these identifiers it does not, so it reports the type once.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::Ident;

/// The identifier, at the same place.
pub fn ident(ident: &Ident) -> Ident {
    let mut ident = ident.clone();
    ident.set_span(self::span(ident.span()));
    ident
}

/// `const _`, at the span.
pub fn unnamed_const(span: Span) -> TokenStream {
    let underscore = quote_spanned!(self::span(span)=> _);
    quote_spanned!(span=> const #underscore)
}

/// The same place, in the macro.
pub fn span(span: Span) -> Span {
    span.resolved_at(Span::call_site())
}
