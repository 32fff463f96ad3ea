//! `Clone` of the insert and update types.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Ident, Path};

use super::{braced, generated};
use crate::model::{Column, Kind};

/// The derives that the user asks for.
pub fn derives(derives: &[Path]) -> Option<TokenStream> {
    (!derives.is_empty()).then(|| quote!(#[derive(#(#derives),*)]))
}

/// What the derive writes, but that a field is copied where tokens show that its type is `Copy`: of each call the compiler checks what is dropped if it
/// panics.
pub fn expand<'a>(name: &Ident, columns: impl Iterator<Item = &'a Column>) -> TokenStream {
    let (copied, cloned): (Vec<&Column>, Vec<&Column>) = columns.partition(|column| is_copied(column));
    let copied: Vec<&Ident> = copied.into_iter().map(|column| &column.ident).collect();
    // Moved behind each other: `quote!` copies what it interpolates.
    let cloned = cloned.into_iter().map(|Column { ident, .. }| {
        // The error where `Clone` is missing is at the field. `self` is that of the function, also where a macro of the user wrote the field.
        quote_spanned!(generated::span(ident.span())=> #ident: __Clone::clone(&self.#ident),)
    });
    let fields = braced([quote!(#(#copied: self.#copied,)*)].into_iter().chain(cloned));
    quote! {
        #[automatically_derived]
        impl __Clone for #name {
            fn clone(&self) -> Self {
                Self #fields
            }
        }
    }
}

fn is_copied(Column { shape, added, .. }: &Column) -> bool {
    let is_copy = matches!(shape.kind, Kind::Id(_) | Kind::Integer | Kind::Float | Kind::Boolean);
    *added || is_copy && !shape.array
}
