//! `Clone` of the insert and update types.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Ident, Path};

use crate::diagnostics::ends;
use crate::model::{Column, Kind};

/// The derives that the user asks for.
pub fn derives(derives: &[Path]) -> Option<TokenStream> {
    (!derives.is_empty()).then(|| quote!(#[derive(#(#derives),*)]))
}

/// What the derive writes, but that a field is copied where tokens show that its type is `Copy`: of each call the compiler checks what is dropped if it
/// panics.
pub fn expand<'a>(name: &Ident, columns: impl Iterator<Item = &'a Column>) -> TokenStream {
    let fields = columns.map(|Column { ident, ty, shape, added, .. }| {
        let is_named_as_copied = matches!(shape.kind, Kind::Id(_) | Kind::Integer | Kind::Float | Kind::Boolean);
        match *added || is_named_as_copied && !shape.array {
            true => quote!(#ident: self.#ident),
            // The error where `Clone` is missing is at the type.
            false => {
                let (first, last) = ends(ty);
                let argument = quote_spanned!(last=> (&self.#ident));
                quote_spanned!(first=> #ident: __p::Clone::clone #argument)
            }
        }
    });
    quote! {
        #[automatically_derived]
        impl __p::Clone for #name {
            fn clone(&self) -> Self {
                Self { #(#fields),* }
            }
        }
    }
}
