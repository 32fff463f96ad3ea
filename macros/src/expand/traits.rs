//! The traits that carry the definition, the tenant and the primary key.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::Type;

use super::clones::Clones;
use super::definition::{Definition, Lists};
use super::{condition, insert, joined, update};
use crate::model::{Key, Table, Tenancy};
use crate::parse::value::Text;

/// The implementations of the traits of a table.
pub fn expand(table: &Table, definition: Definition, clones: &Clones) -> TokenStream {
    let implementation = implementation(table, definition, clones);
    // Without it nothing has statements of the table.
    let tenant = if table.is_retired() { TokenStream::new() } else { tenant(table) };
    joined(vec![implementation, tenant, key(table), condition::functions(table)])
}

fn implementation(table: &Table, Definition { def, lists }: Definition, clones: &Clones) -> TokenStream {
    let (ident, name) = (&table.ident, &table.name.value);
    let schema = table
        .schema
        .as_ref()
        .map(|Text { value, .. }| quote!(const SCHEMA: __p::Option<&'static str> = __Some(#value);));
    let (insert, update) = (insert::name(table), update::name(table));
    // The columns are first, so that what is wrong with a type is said of its column.
    let Lists { types, values: lists } = lists;
    let (first_type, types) = types.split_first().unzip();
    let (first, lists) = lists.split_first().unzip();
    let (types, lists) = (types.into_iter().flatten(), lists.into_iter().flatten());
    let read = read(table);
    let values = insert::values(table);
    let changes = update::changes(table);
    let (clone_types, clones) = (&clones.types, &clones.values);
    let scope = match &table.tenancy {
        Tenancy::Global => quote!(__p::Global),
        Tenancy::Root { .. } => quote!(__p::PerTenant<Self>),
        Tenancy::Tenant { root, .. } => quote!(__p::PerTenant<#root>),
    };
    let deletion = if table.append_only {
        quote!(AppendOnly)
    } else if table.soft_delete() {
        quote!(SoftDelete)
    } else {
        quote!(RealDelete)
    };
    let key = if is_by_id(table) {
        quote!(IdKey)
    } else if table.has_key() {
        quote!(OtherKey)
    } else {
        quote!(NoKey)
    };
    quote! {
        static __PARTS: (#first_type, __p::Parts<#ident, #insert, #update>, #(#types,)* #(#clone_types,)*) = (
            #first,
            __p::Parts {
                def: #def,
                read: |row| #read,
                values: |r, to| #values,
                changes: |r, to| #changes,
            },
            #(#lists,)*
            #(#clones,)*
        );
        impl __p::Table for #ident {
            const NAME: &'static str = #name;
            #schema
            const DEF: __p::TableDef = __PARTS.1.def;
            type Scope = #scope;
            type Insert = #insert;
            type Update = #update;
            type Key = __p::#key;
            type Deletion = __p::#deletion;
            fn parts() -> &'static __p::Parts<Self, #insert, #update> {
                &__PARTS.1
            }
        }
    }
}

/// Reads the columns, twelve in a call. The last call makes the row of them.
fn read(table: &Table) -> TokenStream {
    let ident = &table.ident;
    let last = table.columns.len().saturating_sub(1) / 12;
    let idents = table.columns.iter().map(|column| &column.ident);
    let part_of = (0..table.columns.len()).map(|place| format_ident!("p{}", place / 12));
    let places = (0..table.columns.len()).map(|place| Literal::usize_unsuffixed(place % 12));
    let row = quote!(#ident { #(#idents: #part_of.#places,)* });
    let parts = table.columns.chunks(12).enumerate().map(|(number, columns)| {
        let (part, function) = (format_ident!("p{number}"), format_ident!("read_{}", columns.len()));
        let types = columns.iter().map(|column| &column.ty);
        match number == last {
            true => quote!(__p::#function::<#(#types,)* _>(row, |#part| #row)),
            false => quote!(let #part = __p::#function::<#(#types,)* _>(row, |p| p)?;),
        }
    });
    if (1..=12).contains(&table.columns.len()) { quote!(#(#parts)*) } else { quote!({ #(#parts)* }) }
}

fn tenant(table: &Table) -> TokenStream {
    let ident = &table.ident;
    match &table.tenancy {
        Tenancy::Global => quote!(impl __p::GlobalTable for #ident {}),
        Tenancy::Root { prefix } => {
            let prefix = &prefix.value;
            quote! {
                impl __p::TenantTable for #ident {
                    type Root = Self;
                }
                impl __p::TenantRoot for #ident {
                    const PREFIX: &'static str = #prefix;
                }
            }
        }
        Tenancy::Tenant { root, .. } => quote! {
            impl __p::TenantTable for #ident {
                type Root = #root;
            }
        },
    }
}

/// Whether the typed id names a row. Where another key is reported, as of every root, the id stands for it.
fn is_by_id(table: &Table) -> bool {
    match (&table.key, table.key_columns().first()) {
        _ if matches!(table.tenancy, Tenancy::Root { .. }) => true,
        (Key::Id(_), Some(column)) => column.own_id || column.reported,
        (Key::Junction { .. } | Key::Composite { .. }, _) => false,
        _ => table.has_key(),
    }
}

/// What names a row other than the typed id: the raw key of an older table, or a tuple where the key has several columns.
fn key(table: &Table) -> TokenStream {
    if is_by_id(table) || !table.has_key() {
        return TokenStream::new();
    }
    let ident = &table.ident;
    let types: Vec<&Type> = table.key_columns().into_iter().map(|column| &column.ty).collect();
    let (ty, values) = match types[..] {
        [ty] if matches!(table.key, Key::Id(_)) => (quote!(#ty), quote!(.and(self))),
        _ => {
            let places = (0..types.len()).map(syn::Index::from);
            (quote!((#(#types,)*)), quote!(#(.and(self.#places))*))
        }
    };
    quote! {
        impl __KeyOf<#ident> for #ty {
            fn key(self) -> __p::Values {
                __p::Values::new() #values
            }
        }
    }
}
