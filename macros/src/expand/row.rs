use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::punctuated::Punctuated;
use syn::{Path, Token, Type};

use super::derived::Derived;
use super::{docs, generated};
use crate::model::{Column, Table};

/// The struct with its added columns, and its alias.
pub fn expand(table: &Table, derived: Derived) -> TokenStream {
    let Table { ident, visibility, attributes, .. } = table;
    let attributes = attributes.iter().filter_map(|attribute| derived.kept(attribute));
    let declared = generated::ident(ident);
    let alias = format_ident!("{ident}Select");
    let documentation = docs::select(&ident.to_string());
    // One token stream for all fields: each that is interpolated costs the macro more than its tokens.
    let columns = || table.columns.iter();
    let (idents, visibilities) = (columns().map(|column| &column.ident), columns().map(|column| &column.visibility));
    let attributes_of = columns().map(|column| &column.attributes);
    let types = columns().map(|column| field_type(table, column));
    let unused = table.is_retired().then(|| quote!(#[allow(dead_code)]));
    quote! {
        #unused
        #(#attributes)*
        #visibility struct #declared { #(#(#attributes_of)* #visibilities #idents: #types,)* }
        #[doc = #documentation]
        #[allow(dead_code)]
        #visibility type #alias = #ident;
    }
}

/// The traits of the drivers, unless the struct derives them itself.
pub fn on_drivers(table: &Table) -> TokenStream {
    let ident = &table.ident;
    let derives_itself =
        table.attributes.iter().filter(|attribute| attribute.path().is_ident("derive")).any(|derive| {
            let paths = derive.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated).unwrap_or_default();
            paths.iter().any(|path| path.segments.last().is_some_and(|last| last.ident == "FromRow"))
        });
    if derives_itself { TokenStream::new() } else { quote!(__p::row_on_sqlx!(#ident);) }
}

/// Outside of the constant that holds the rest, an added column names its type in full.
fn field_type<'column>(table: &Table, column: &'column Column) -> FieldType<'column> {
    let runtime = &table.runtime;
    match (column.added, column.shape.nullable) {
        (true, true) => FieldType::Generated(quote!(::core::option::Option<#runtime::Timestamp>)),
        (true, false) => FieldType::Generated(quote!(#runtime::Timestamp)),
        (false, _) => FieldType::Declared(&column.ty),
    }
}

/// The type of a field.
pub enum FieldType<'column> {
    Declared(&'column Type),
    Generated(TokenStream),
}

impl ToTokens for FieldType<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Declared(ty) => ty.to_tokens(tokens),
            Self::Generated(ty) => ty.to_tokens(tokens),
        }
    }
}
