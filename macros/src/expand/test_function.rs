use proc_macro2::TokenStream;
use quote::quote;

use crate::parse::{Function, TestFunction};

/// What `#[peristyle_test::test]` makes of its function: a test, with the function inside.
pub fn test_function(test: &TestFunction) -> TokenStream {
    let TestFunction { function, arguments } = test;
    let Function { attributes, visibility, ident, inputs, output, bounds, block, .. } = function;
    let inputs = inputs.iter().map(|input| &input.tokens);
    let runtime = arguments.runtime.as_ref().map_or_else(|| quote!(::peristyle_test), |path| quote!(#path));
    let schema = arguments.schema.as_ref().map_or_else(|| quote!(SCHEMA), |path| quote!(#path));
    let threads = match &arguments.worker_threads {
        Some(number) => quote!(::core::option::Option::Some(#number)),
        None => quote!(::core::option::Option::None),
    };
    let no_n_plus_one = arguments.no_n_plus_one;
    quote! {
        #(#attributes)*
        #[::core::prelude::v1::test]
        #visibility fn #ident() #output {
            async fn #ident(#(#inputs),*) #output #bounds #block
            #runtime::__v0::run(&#schema, #threads, #no_n_plus_one, #ident)
        }
    }
}
