use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Expr, Generics, Ident, LitInt, LitStr, Path, ReturnType, Token, Type, Visibility, WhereClause,
    parenthesized,
};

use super::expression::{expression, said};
use crate::diagnostics::Diagnostics;

const SUBJECT: &str = "test";

/// A function with `#[peristyle_test::test]`.
pub struct TestFunction {
    pub function: Function,
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
        let function = match syn::parse2::<Function>(item) {
            Ok(function) => function,
            Err(error) => {
                let at = quote::quote_spanned!(error.span()=> test);
                let message = format!("this is not a function: {}", said(&error));
                diagnostics.malformed(SUBJECT, &at, message, "write `async fn name(db: TestDatabase) { .. }`");
                return None;
            }
        };
        check(&function, diagnostics);
        (diagnostics.count() == before).then_some(Self { function, arguments })
    }
}

/// A function, as far as a test has to know it.
pub struct Function {
    pub attributes: Vec<Attribute>,
    pub visibility: Visibility,
    is_async: bool,
    sign: Token![fn],
    pub ident: Ident,
    generics: Generics,
    pub inputs: Vec<Input>,
    pub output: ReturnType,
    pub bounds: Option<WhereClause>,
    pub block: TokenTree,
}

/// `db: TestDatabase`, or `&self`.
pub struct Input {
    pub tokens: TokenStream,
    is_receiver: bool,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (attributes, visibility) = (input.call(Attribute::parse_outer)?, input.parse()?);
        let mut is_async = false;
        while input.peek(Token![const]) || input.peek(Token![async]) || input.peek(Token![unsafe]) {
            is_async |= input.peek(Token![async]);
            input.parse::<TokenTree>()?;
        }
        if input.parse::<Option<Token![extern]>>()?.is_some() {
            input.parse::<Option<LitStr>>()?;
        }
        let (sign, ident, generics) = (input.parse()?, input.parse()?, input.parse()?);
        let inner;
        parenthesized!(inner in input);
        let inputs = Punctuated::<Input, Token![,]>::parse_terminated(&inner)?.into_iter().collect();
        let (output, bounds, block) = (input.parse()?, input.parse()?, input.parse()?);
        match &block {
            TokenTree::Group(group) if matches!(group.delimiter(), Delimiter::Brace | Delimiter::None) => {}
            other => return Err(syn::Error::new(other.span(), "expected curly braces")),
        }
        Ok(Self { attributes, visibility, is_async, sign, ident, generics, inputs, output, bounds, block })
    }
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut tokens = TokenStream::new();
        input.call(Attribute::parse_outer)?.iter().for_each(|attribute| attribute.to_tokens(&mut tokens));
        let mut is_receiver = false;
        while !input.peek(Token![:]) || input.peek(Token![::]) {
            is_receiver |= input.peek(Token![self]) && !input.peek2(Token![::]);
            if is_receiver && (input.is_empty() || input.peek(Token![,])) {
                return Ok(Self { tokens, is_receiver });
            }
            if input.is_empty() || input.peek(Token![,]) {
                return Err(input.error("expected `:`"));
            }
            if input.peek(Token![::]) {
                input.parse::<TokenTree>()?.to_tokens(&mut tokens);
            }
            input.parse::<TokenTree>()?.to_tokens(&mut tokens);
        }
        input.parse::<Token![:]>()?.to_tokens(&mut tokens);
        input.parse::<Type>()?.to_tokens(&mut tokens);
        Ok(Self { tokens, is_receiver })
    }
}

fn check(function: &Function, diagnostics: &mut Diagnostics) {
    let name = &function.ident;
    let expected = format!("write `async fn {name}(db: TestDatabase)`");
    if !function.is_async {
        diagnostics.malformed(SUBJECT, &function.sign, format!("`{name}` is not asynchronous"), &expected);
    }
    if !function.generics.params.is_empty() {
        let message = format!("`{name}` has generic parameters, which nobody supplies");
        diagnostics.malformed(SUBJECT, &function.generics, message, &expected);
    }
    let mut inputs = function.inputs.iter();
    match inputs.next() {
        None => diagnostics.malformed(SUBJECT, name, format!("`{name}` does not take the database"), &expected),
        Some(receiver) if receiver.is_receiver => {
            diagnostics.malformed(SUBJECT, &receiver.tokens, format!("`{name}` is a method"), &expected);
        }
        Some(_) => {}
    }
    if let Some(second) = inputs.next() {
        let message = format!("`{name}` takes more than the database");
        diagnostics.malformed(SUBJECT, &second.tokens, message, expected);
    }
}

impl TestArguments {
    fn read(tokens: TokenStream, diagnostics: &mut Diagnostics) -> Self {
        let mut arguments = Self::default();
        match Punctuated::<Argument, Token![,]>::parse_terminated.parse2(tokens) {
            Ok(read) => read.into_iter().for_each(|argument| arguments.add(argument, diagnostics)),
            Err(error) => {
                let at = quote::quote_spanned!(error.span()=> argument);
                diagnostics.malformed(SUBJECT, &at, format!("invalid argument: {}", said(&error)), KEYS);
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
            Some(_) => Some(expression(input)?),
            None => None,
        };
        Ok(Self { key, value })
    }
}
