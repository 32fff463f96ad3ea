use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;

use crate::model::{ColumnType, PgEnum, Table};

/// Names the keys of a struct that were written, for editors alone: they complete one that is being written.
pub fn of_table(table: &Table) -> TokenStream {
    let (keys, column_keys) = (once(&table.keys), once(&table.column_keys));
    quote! {
        #[cfg(rust_analyzer)]
        use __p::completion::{column::{#(#column_keys),*}, table::{#(#keys),*}};
    }
}

/// The same of an enum.
pub fn of_enum(pg_enum: &PgEnum) -> TokenStream {
    let keys = once(&pg_enum.keys);
    quote! {
        #[cfg(rust_analyzer)]
        #[allow(unused_imports)]
        use __p::completion::pg_enum::{#(#keys),*};
    }
}

/// The same of a newtype.
pub fn of_newtype(newtype: &ColumnType) -> TokenStream {
    let keys = once(&newtype.keys);
    quote! {
        #[cfg(rust_analyzer)]
        #[allow(unused_imports)]
        use __p::completion::column_type::{#(#keys),*};
    }
}

/// A keyword such as `crate` cannot be imported, and nothing can be imported twice. A comparison of two `Ident` makes two texts.
fn once(keys: &[Ident]) -> Vec<&Ident> {
    let mut names: Vec<String> = Vec::new();
    let mut once = Vec::new();
    for key in keys {
        let name = key.to_string();
        if !names.contains(&name) {
            names.push(name);
            if syn::parse2::<Ident>(quote!(#key)).is_ok() {
                once.push(key);
            }
        }
    }
    once
}
