//! Variants of enums in conditions and in the bounds of partitions.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};

use crate::diagnostics::ends;
use crate::model::{Operand, Table};

/// A variant, which has the type of its column. One span for all of it, so that another constant is reported there. The SQL and the Rust of a condition
/// contain the same tokens, so it is reported once.
pub fn variant(ty: &dyn ToTokens, path: &dyn ToTokens) -> TokenStream {
    let (first, _) = ends(path);
    quote_spanned!(first=> {
        const __VARIANT: <<#ty as __p::ColumnType>::Bare as __p::ConstantDefault>::Constant = { #path };
        __VARIANT
    })
}

/// The variant of an operand, if it is one beside a column or a length.
pub(super) fn beside(table: &Table, operand: &Operand, other: &Operand) -> Option<TokenStream> {
    let Operand::Variant(path) = operand else { return None };
    match other {
        Operand::Length(_) => Some(variant(&quote!(::core::primitive::i64), path)),
        Operand::Column(ident) => table.column(ident).map(|(_, column)| variant(&column.ty, path)),
        _ => None,
    }
}
