//! How rows and indexes are stored.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::TableStorage;
use crate::parse::storage::Storage;
use crate::parse::value::Text;

/// The storage of a table.
pub fn table(option: &TableStorage) -> TokenStream {
    let options = (!option.options.is_empty()).then(|| {
        let parameters = self::options(&option.options);
        quote!(options: #parameters,)
    });
    let unlogged = option.unlogged.is_some().then(|| quote!(unlogged: true,));
    let tablespace = option.tablespace.as_ref().map(|Text { value, .. }| quote!(tablespace: __p::Some(#value),));
    quote!(__p::StorageDef { #options #unlogged #tablespace ..__p::StorageDef::PLAIN })
}

/// Storage parameters of a table or an index.
pub fn options(options: &[Storage]) -> TokenStream {
    let options = options.iter().map(|Storage { name, value }| quote!(__p::StorageOption::new(#name, #value)));
    quote!(&[#(#options),*])
}
