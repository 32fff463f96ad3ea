use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, FnArg, Ident, ItemFn, LitInt, Path, Token};

use crate::diagnostics::Diagnostics;

const SUBJECT: &str = "test";

/// A function with `#[peristyle_test::test]`.
pub struct TestFunction {
    pub function: ItemFn,
    pub arguments: TestArguments,
}

/// `schema = shop_schema::SCHEMA, worker_threads = 4, no_n_plus_one, crate = path`
#[derive(Default)]
pub struct TestArguments {
    pub schema: Option<Path>,
    pub worker_threads: Option<LitInt>,
    pub no_n_plus_one: bool,
    pub runtime: Option<Path>,
}

impl TestFunction {
    /// Reads a test; `None` if it cannot be run.
    pub fn read(arguments: TokenStream, item: TokenStream, diagnostics: &mut Diagnostics) -> Option<Self> {
        if super::is_too_deep(SUBJECT, &arguments, diagnostics) || super::is_too_deep(SUBJECT, &item, diagnostics) {
            return None;
        }
        let before = diagnostics.count();
        let arguments = TestArguments::read(arguments, diagnostics);
        let function = match syn::parse2::<ItemFn>(item) {
            Ok(function) => function,
            Err(error) => {
                let at = quote::quote_spanned!(error.span()=> test);
                let message = format!("this is not a function: {error}");
                diagnostics.malformed(SUBJECT, &at, message, "write `async fn name(db: TestDatabase) { .. }`");
                return None;
            }
        };
        check(&function, diagnostics);
        (diagnostics.count() == before).then_some(Self { function, arguments })
    }
}

fn check(function: &ItemFn, diagnostics: &mut Diagnostics) {
    let signature = &function.sig;
    let name = &signature.ident;
    let expected = format!("write `async fn {name}(db: TestDatabase)`");
    if signature.asyncness.is_none() {
        diagnostics.malformed(SUBJECT, &signature.fn_token, format!("`{name}` is not asynchronous"), &expected);
    }
    if !signature.generics.params.is_empty() {
        let message = format!("`{name}` has generic parameters, which nobody supplies");
        diagnostics.malformed(SUBJECT, &signature.generics, message, &expected);
    }
    let mut inputs = signature.inputs.iter();
    match inputs.next() {
        None => diagnostics.malformed(SUBJECT, name, format!("`{name}` does not take the database"), &expected),
        Some(FnArg::Receiver(receiver)) => {
            diagnostics.malformed(SUBJECT, receiver, format!("`{name}` is a method"), &expected);
        }
        Some(_) => {}
    }
    if let Some(second) = inputs.next() {
        let message = format!("`{name}` takes more than the database");
        diagnostics.malformed(SUBJECT, second, message, expected);
    }
}

impl TestArguments {
    fn read(tokens: TokenStream, diagnostics: &mut Diagnostics) -> Self {
        let mut arguments = Self::default();
        match Punctuated::<Argument, Token![,]>::parse_terminated.parse2(tokens) {
            Ok(read) => read.into_iter().for_each(|argument| arguments.add(argument, diagnostics)),
            Err(error) => {
                let at = quote::quote_spanned!(error.span()=> argument);
                diagnostics.malformed(SUBJECT, &at, format!("invalid argument: {error}"), KEYS);
            }
        }
        arguments
    }

    fn add(&mut self, Argument { key, value }: Argument, diagnostics: &mut Diagnostics) {
        let is_given = match key.to_string().as_str() {
            "schema" => self.schema.is_some(),
            "worker_threads" => self.worker_threads.is_some(),
            "no_n_plus_one" => self.no_n_plus_one,
            "crate" => self.runtime.is_some(),
            _ => return diagnostics.malformed(SUBJECT, &key, format!("unknown argument `{key}`"), KEYS),
        };
        if is_given {
            return diagnostics.malformed(SUBJECT, &key, format!("`{key}` is declared twice"), "remove one");
        }
        if key == "no_n_plus_one" {
            self.no_n_plus_one = true;
            if let Some(value) = value {
                diagnostics.malformed(SUBJECT, &value, "`no_n_plus_one` has no value", KEYS);
            }
            return;
        }
        let Some(value) = value else {
            return diagnostics.malformed(SUBJECT, &key, format!("`{key}` has no value"), KEYS);
        };
        let tokens = value.to_token_stream();
        let read = match key.to_string().as_str() {
            "schema" => syn::parse2(tokens).map(|path| self.schema = Some(path)),
            "crate" => syn::parse2(tokens).map(|path| self.runtime = Some(path)),
            _ => syn::parse2(tokens).and_then(|number| positive(&number).map(|()| self.worker_threads = Some(number))),
        };
        if read.is_err() {
            let expected = if key == "worker_threads" { "a number from 1" } else { "a path" };
            diagnostics.malformed(SUBJECT, &value, format!("`{key}` is {expected}"), KEYS);
        }
    }
}

const KEYS: &str = "write `schema = shop_schema::SCHEMA`, `worker_threads = 4`, `no_n_plus_one` or `crate = path`";

fn positive(number: &LitInt) -> syn::Result<()> {
    match number.base10_parse::<u16>() {
        Ok(1..) if number.suffix().is_empty() => Ok(()),
        _ => Err(syn::Error::new(number.span(), "expected a number from 1")),
    }
}

struct Argument {
    key: Ident,
    value: Option<Expr>,
}

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let key = input.call(Ident::parse_any)?;
        let value = match input.parse::<Option<Token![=]>>()? {
            Some(_) => Some(input.parse()?),
            None => None,
        };
        Ok(Self { key, value })
    }
}
