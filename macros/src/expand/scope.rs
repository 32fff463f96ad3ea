use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::{Table, Tenancy};

/// The tenant's parameter, and how it reaches the statement.
pub fn scope(table: &Table) -> (TokenStream, TokenStream) {
    let root = match &table.tenancy {
        Tenancy::Global => return (quote!(), quote!(__p::None)),
        Tenancy::Root { .. } => quote!(Self),
        Tenancy::Tenant { root, .. } => quote!(#root),
    };
    // A finder may ask for a column of that name.
    let name = if table.columns.iter().any(|column| column.ident == "tenant") { "tenant_scope" } else { "tenant" };
    let name = format_ident!("{name}");
    (quote!(#name: impl __p::InTenant<#root>,), quote!(__p::tenant::<#root>(#name)))
}
