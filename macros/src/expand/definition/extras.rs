//! SQL of the user.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Extra, Waiver};

/// The SQL of a table or a schema, with the reason why it may override what is emitted.
pub fn expand(extras: &[Extra], waivers: &[Waiver], runtime: &TokenStream) -> TokenStream {
    let optional = |text: Option<&String>| match text {
        Some(text) => quote!(#runtime::Some(#text)),
        None => quote!(#runtime::None),
    };
    let reason = waivers.iter().find(|waiver| waiver.name == "sql_keeps_guards").map(|waiver| &waiver.reason);
    let extras = extras.iter().map(|Extra { before, name, sql, again, overrides }| {
        let (name, sql, place) = (&name.value, &sql.value, if *before { quote!(Before) } else { quote!(After) });
        let again = optional(again.as_ref().map(|again| &again.value));
        let waived = optional(reason.filter(|_| *overrides));
        quote! {
            #runtime::ExtraSql::new(#name, #runtime::SqlPlace::#place, #sql, #again, #waived)
        }
    });
    quote!(&[#(#extras),*])
}
