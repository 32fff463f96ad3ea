//! Waivers with their reasons.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::Waiver;
use crate::rules;

/// The waivers of a table, a column or an enum.
pub fn expand(waivers: &[Waiver]) -> TokenStream {
    let waivers = waivers.iter().filter_map(|waiver| {
        let name = waiver.name.to_string();
        let (code, reason) = (rules::named(&name)?.code, &waiver.reason);
        Some(quote!(__p::WaiverDef::new(#code, #name, #reason)))
    });
    quote!(&[#(#waivers),*])
}
