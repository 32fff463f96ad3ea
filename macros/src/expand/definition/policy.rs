//! Policies beside that of the tenant.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Command, Policy};
use crate::parse::value::Text;

/// A policy of a table.
pub fn expand(policy: &Policy) -> TokenStream {
    let Policy { name, command, restrictive, roles, using, with_check, why, tokens: _ } = policy;
    let name = &name.value;
    let command = match command {
        Command::All => None,
        Command::Select => Some(quote!(Select)),
        Command::Insert => Some(quote!(Insert)),
        Command::Update => Some(quote!(Update)),
        Command::Delete => Some(quote!(Delete)),
    };
    let command = command.map(|command| quote!(command: __p::PolicyCommand::#command,));
    let restrictive = restrictive.is_some().then(|| quote!(restrictive: true,));
    let roles = roles.iter().map(|Text { value, .. }| value).collect::<Vec<_>>();
    let roles = (!roles.is_empty()).then(|| quote!(roles: &[#(#roles),*],));
    let optional = |key: TokenStream, text: &Option<Text>| {
        text.as_ref().map(|Text { value, .. }| quote!(#key: __p::Some(#value),))
    };
    let (using, with_check) = (optional(quote!(using), using), optional(quote!(with_check), with_check));
    let why = why.as_ref().map(|Text { value, .. }| quote!(why: #value,));
    quote! {
        __p::PolicyDef { name: #name, #command #restrictive #roles #using #with_check #why ..__p::PolicyDef::PLAIN }
    }
}
