use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use crate::diagnostics::{Diagnostics, Place, ends};
use crate::model::{Extra, Waiver};
use crate::parse::{Schema, Unlisted};
use crate::registry::{Entry, Registry};
use crate::rules;

/// What `schema!` makes of its list. The checks over several tables are asserted at each entry.
pub fn schema(schema: &Schema, min: Option<u16>, extras: &[Extra], waivers: &[Waiver]) -> TokenStream {
    let Schema { runtime, attributes, visibility, ident, tables, .. } = schema;
    let runtime = runtime.as_ref().map_or_else(|| quote!(::peristyle), |path| quote!(#path));
    let sql = super::definition::extras::expand(extras, waivers, &quote!(#runtime::__v0));
    let min = min.map(Literal::u16_unsuffixed).map(|min| quote!(.with_min(#min)));
    let is_documented = attributes.iter().any(|attribute| attribute.path().is_ident("doc"));
    let documentation = (!is_documented)
        .then(|| quote!(#[doc = "The tables of the database, for the DDL and whatever else reads them."]));
    let conditions = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
    let names = name_of_the_names(ident);
    let unlisted = repeated(ROUNDS, &runtime, &schema.names().cloned().collect::<Vec<_>>());
    let count = Literal::usize_unsuffixed(tables.len());
    let checks = tables.iter().enumerate().map(|(place, table)| {
        let (place, (first, last)) = (Literal::usize_unsuffixed(place), ends(table));
        let arguments = quote_spanned!(last=> (&#ident, &#names, #place));
        quote_spanned!(first=> const _: () = __p::rules::entry #arguments;)
    });
    quote! {
        #documentation
        #(#attributes)*
        #[allow(unexpected_cfgs)]
        #visibility static #ident: #runtime::Schema = #runtime::Schema::new(
            &[#(&<#tables as #runtime::__v0::Table>::DEF),*],
            #sql,
        )#min.with_unlisted({
            // Tests declare tables that no database has.
            #[cfg(any(test, rust_analyzer))]
            { &[] }
            #[cfg(not(any(test, rust_analyzer)))]
            #unlisted
        });
        #(#conditions)*
        const _: () = {
            use #runtime::__v0 as __p;
            const #names: [u64; #count] = __p::rules::names(&#ident);
            #(#checks)*
        };
    }
}

/// A `#[table]` inside the expansion of another macro is expanded in a later round of rustc. So the macro that looks for
/// tables that no list names repeats itself.
const ROUNDS: u8 = 4;

/// The call of `__unlisted!`. rustc expands a macro that only a new `use` names after everything that it can expand
/// without it.
fn repeated(rounds: u8, runtime: &TokenStream, names: &[Ident]) -> TokenStream {
    let alias = Ident::new(&format!("__unlisted_{rounds}"), Span::call_site());
    let rounds = Literal::u8_unsuffixed(rounds);
    quote!({
        use #runtime::__v0::__unlisted as #alias;
        #alias!(#rounds; #runtime; [#(#names),*])
    })
}

/// The tables of the crate that no list names, as a constant.
pub fn unlisted(unlisted: &Unlisted, registry: &Registry) -> TokenStream {
    let Unlisted { rounds, runtime, names } = unlisted;
    if let Some(rounds) = rounds.checked_sub(1) {
        return repeated(rounds, &runtime.to_token_stream(), names);
    }
    let mut diagnostics = Diagnostics::of("schema");
    for name in names.iter().filter(|name| registry.has_needless_waiver(&name.to_string())) {
        let message = format!("the waiver of `schema_closed` on `{name}` waives nothing");
        let help = "remove the waiver, or take the struct off the list".to_owned();
        diagnostics.broken(&rules::WAIVER, Place::Table, name, message, help);
    }
    let errors = diagnostics.into_tokens();
    let tables = registry.unlisted().into_iter().map(|Entry { rust_name, schema, name, location, .. }| {
        let schema = schema.as_ref().map_or_else(|| quote!(__p::None), |schema| quote!(__p::Some(#schema)));
        quote!(__p::Unlisted::new(__p::QualifiedName::new(#schema, #name), #rust_name, #location))
    });
    quote!({
        #[allow(unused_imports)]
        use #runtime::__v0 as __p;
        #errors
        &[#(#tables),*]
    })
}

/// The schema itself may have any name, and an item of the same name would hide it.
fn name_of_the_names(schema: &Ident) -> Ident {
    let name = if schema == "__NAMES" { "__TABLE_NAMES" } else { "__NAMES" };
    Ident::new(name, Span::call_site())
}
