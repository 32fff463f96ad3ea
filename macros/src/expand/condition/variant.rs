//! Variants of enums in defaults, in conditions and in the bounds of partitions.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Path, Type, parse_quote};

use crate::diagnostics::ends;
use crate::model::{Operand, Table, scalar};

/// A variant, which has the type of its column.
pub struct Variant {
    ty: Type,
    path: TokenStream,
}

impl Variant {
    /// A variant for a column of this type.
    pub fn new(ty: &Type, path: &dyn ToTokens) -> Self {
        Self { ty: ty.clone(), path: path.to_token_stream() }
    }

    /// The label, for the default of a column or of an element of an array.
    pub fn label(&self) -> TokenStream {
        self.text("__label", scalar(&self.ty))
    }

    /// The label as a literal in SQL.
    pub fn literal(&self) -> TokenStream {
        self.text("__literal", &self.ty)
    }

    fn text(&self, method: &str, compared: &Type) -> TokenStream {
        let (first, _) = ends(&self.path);
        if !self.is_of_named_type() {
            let (value, method) = (self.constant(compared), Ident::new(method, first));
            return quote_spanned!(first=> #value.#method());
        }
        // Without `#[derive(PgEnum)]`, the column is the one error: the second line repeats it, and the method is found.
        let (ty, scalar, path, method) =
            (&self.ty, scalar(&self.ty), &self.path, Ident::new(method, Span::call_site()));
        quote!({
            use __p::WithoutLabels as _;
            __p::document::<#ty>;
            let __variant: #scalar = #path;
            __variant.#method()
        })
    }

    /// The value, for a condition in Rust. One span for all of it, so that another constant is reported there. The SQL
    /// and the Rust of a condition contain the same tokens, so it is reported once.
    pub fn value(&self) -> TokenStream {
        self.constant(&self.ty)
    }

    fn constant(&self, ty: &Type) -> TokenStream {
        let (path, (first, _)) = (&self.path, ends(&self.path));
        quote_spanned!(first=> {
            const __VARIANT: <<#ty as __p::ColumnType>::Bare as __p::ConstantDefault>::Constant = { #path };
            __VARIANT
        })
    }

    /// Whether the column has the type before the variant: `State::Draft` for a column `state: State`.
    fn is_of_named_type(&self) -> bool {
        let Ok(path) = syn::parse2::<Path>(self.path.clone()) else { return false };
        let Type::Path(ty) = scalar(&self.ty) else { return false };
        let mut before = path.segments.iter().rev();
        let (Some(variant), Some(named)) = (before.next(), before.next()) else { return false };
        let is_constant = variant.ident.to_string().chars().all(|letter| !letter.is_lowercase());
        !is_constant && ty.path.segments.last().is_some_and(|last| last.ident == named.ident)
    }
}

/// The variant of an operand, if it is one beside a column or a length.
pub(super) fn beside(table: &Table, operand: &Operand, other: &Operand) -> Option<Variant> {
    let Operand::Variant(path) = operand else { return None };
    match other {
        Operand::Length(_) => Some(Variant::new(&parse_quote!(::core::primitive::i64), path)),
        Operand::Column(ident) => table.column(ident).map(|(_, column)| Variant::new(&column.ty, path)),
        _ => None,
    }
}
