//! `partition(range(created_at), child("events_2026", from = "2026-01-01", to = "2027-01-01"), child("events_rest", default))`

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Expr, Ident, LitInt, LitStr, Meta, Token, parenthesized, token};

use super::bound::Value;
use crate::diagnostics::Diagnostics;
use crate::parse::Raw;
use crate::parse::expression::{self, expression};
use crate::parse::value::{self, Text};
use crate::suggest;

/// How the rows of a table are spread over its children.
pub struct Partition {
    pub method: Method,
    pub columns: Vec<Ident>,
    pub children: Vec<Child>,
    /// `at_run_time = "the reason"`: other programs make partitions beside these.
    pub run_time: Option<Text>,
    /// The whole argument, to point at.
    pub tokens: TokenStream,
}

/// By what a row is in one child and not in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Range,
    List,
    /// Over so many children; over none where they are made at run time.
    Hash(u32),
}

/// A child, which is a table of its own.
pub struct Child {
    pub name: Text,
    pub bound: Bound,
    pub tokens: TokenStream,
}

/// Which rows a child has.
pub enum Bound {
    /// Those that no other has.
    Default,
    /// From these values on, up to those.
    Range { from: Vec<Value>, to: Vec<Value> },
    /// With one of these values.
    List(Vec<Value>),
    /// The remainder of a hash is its place.
    Remainder,
}

const FORM: &str = "partition(range(created_at), child(\"events_2026\", from = \"2026-01-01\", to = \"2027-01-01\"))`, `partition(list(region), child(\"events_eu\", \"de\", \"fr\"))` or `partition(hash(organization_id), 16)";

/// More children than that are more than a planner looks at in time.
const MOST: u32 = 1024;

/// What stands between the parentheses.
struct Written {
    method: Ident,
    columns: Vec<Ident>,
    count: Option<LitInt>,
    children: Vec<WrittenChild>,
    run_time: Option<LitStr>,
}

struct WrittenChild {
    name: LitStr,
    parts: Vec<ChildPart>,
    tokens: TokenStream,
}

enum ChildPart {
    Default,
    From(Vec<Expr>),
    To(Vec<Expr>),
    Value(Expr),
}

impl Parse for Written {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let (method, columns) = (input.parse()?, in_parentheses(input)?);
        let mut written = Self { method, columns, count: None, children: Vec::new(), run_time: None };
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.peek(LitInt) && written.count.is_none() {
                written.count = Some(input.parse()?);
            } else if input.peek(Ident) && input.peek2(Token![=]) && written.run_time.is_none() {
                written.run_time = Some(run_time(input)?);
            } else if !input.is_empty() {
                written.children.push(input.parse()?);
            }
        }
        Ok(written)
    }
}

/// `at_run_time = "the reason"`
fn run_time(input: ParseStream) -> syn::Result<LitStr> {
    let key: Ident = input.parse()?;
    if key != "at_run_time" {
        return Err(syn::Error::new(key.span(), "expected `at_run_time`"));
    }
    input.parse::<Token![=]>()?;
    input.parse()
}

fn in_parentheses<T: Parse>(input: ParseStream) -> syn::Result<Vec<T>> {
    let inner;
    parenthesized!(inner in input);
    Ok(Punctuated::<T, Token![,]>::parse_terminated(&inner)?.into_iter().collect())
}

impl Parse for WrittenChild {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let word: Ident = input.parse()?;
        if word != "child" {
            return Err(syn::Error::new(word.span(), "expected `child`"));
        }
        let inner;
        parenthesized!(inner in input);
        let name: LitStr = inner.parse()?;
        let mut parts = Vec::new();
        while !inner.is_empty() {
            inner.parse::<Token![,]>()?;
            if !inner.is_empty() {
                parts.push(inner.parse()?);
            }
        }
        let tokens = name.to_token_stream();
        Ok(Self { name, parts, tokens })
    }
}

impl Parse for ChildPart {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let is_key = input.peek(Ident) && (input.peek2(Token![=]) || input.peek2(token::Paren));
        if !is_key {
            let is_default = input.fork().call(Ident::parse_any).is_ok_and(|word| word == "default");
            if is_default && !input.peek2(Token![::]) {
                input.call(Ident::parse_any)?;
                return Ok(Self::Default);
            }
            return Ok(Self::Value(expression(input)?));
        }
        let key: Ident = input.parse()?;
        let values = match input.parse::<Option<Token![=]>>()? {
            Some(_) => vec![expression(input)?],
            None => in_parentheses::<expression::Written>(input)?.into_iter().map(|written| written.0).collect(),
        };
        match key.to_string().as_str() {
            "from" => Ok(Self::From(values)),
            "to" => Ok(Self::To(values)),
            _ => Err(syn::Error::new(key.span(), "expected `from` or `to`")),
        }
    }
}

impl Partition {
    /// Understands the argument; one whose columns are not there, or whose children cannot be told apart, is left out.
    pub fn read(raw: &Raw, known: &[&str], diagnostics: &mut Diagnostics) -> Option<Self> {
        let before = diagnostics.count();
        let written = match &*raw.0 {
            Meta::List(list) => list.parse_args::<Written>().ok().filter(|written| !written.columns.is_empty()),
            _ => None,
        };
        let Some(written) = written else {
            value::wrong(raw, "takes a method over columns, and the partitions", FORM, diagnostics);
            return None;
        };
        written.columns.iter().for_each(|column| is_there(column, known, diagnostics));
        let method = method(&written, diagnostics)?;
        let run_time = written.run_time.as_ref().and_then(|reason| reason_of(reason, diagnostics));
        let children = written.children.into_iter().filter_map(|child| Child::of(child, method, diagnostics)).collect();
        let partition = Self { method, columns: written.columns, children, run_time, tokens: raw.0.to_token_stream() };
        partition.check(diagnostics);
        (diagnostics.count() == before).then_some(partition)
    }
}

/// The reason is emitted for who finds the table.
fn reason_of(literal: &LitStr, diagnostics: &mut Diagnostics) -> Option<Text> {
    let reason = value::literal(literal, diagnostics)?;
    if value::has_no_word(&reason.value) {
        let help = "write who makes them: `at_run_time = \"pg_partman adds one each month\"`";
        diagnostics.malformed("table", literal, "`at_run_time` has no reason", help);
        return None;
    }
    Some(reason)
}

fn is_there(column: &Ident, known: &[&str], diagnostics: &mut Diagnostics) {
    let name = column.unraw().to_string();
    if !known.contains(&name.as_str()) {
        let message = format!("there is no column `{name}`{}", suggest::did_you_mean(&name, known));
        diagnostics.malformed("table", column, message, format!("the columns are {}", suggest::list(known)));
    }
}

fn method(written: &Written, diagnostics: &mut Diagnostics) -> Option<Method> {
    let Written { method, columns, count, children, run_time } = written;
    let mut refuse = |at: &dyn ToTokens, message: &str, help: &str| {
        diagnostics.malformed("table", at, message, help);
        None
    };
    let method = match (method.to_string().as_str(), count) {
        ("range", None) => Method::Range,
        ("list", None) if columns.len() > 1 => {
            return refuse(
                &columns[1],
                "a list partitioning takes one column",
                "keep one column, or write `range(..)`",
            );
        }
        ("list", None) => Method::List,
        ("range" | "list", Some(count)) => {
            return refuse(
                count,
                "only a hash partitioning takes a number of partitions",
                "write a `child(..)` for each",
            );
        }
        ("hash", Some(count)) if run_time.is_some() => {
            return refuse(
                count,
                "the partitions of a hash are numbered, or made at run time",
                "keep the number or `at_run_time`",
            );
        }
        ("hash", Some(count)) => Method::Hash(children_of(count, &mut refuse)?),
        // Numbered by their places.
        ("hash", None) if !children.is_empty() && run_time.is_none() && children.len() <= MOST as usize => {
            Method::Hash(u32::try_from(children.len()).unwrap_or(MOST))
        }
        ("hash", None) if run_time.is_some() && children.is_empty() => Method::Hash(0),
        ("hash", None) if run_time.is_some() => {
            return refuse(
                &children[0].tokens,
                "the partitions of a hash are all named, or all made at run time",
                "keep each `child(..)` or `at_run_time`",
            );
        }
        ("hash", None) => {
            return refuse(
                method,
                "a hash partitioning needs the number of partitions",
                "write `partition(hash(organization_id), 16)`",
            );
        }
        _ => return refuse(method, "a table is partitioned by `range`, `list` or `hash`", &format!("write `{FORM}`")),
    };
    match (method, children.first()) {
        (Method::Hash(_), Some(child)) if count.is_some() => refuse(
            &child.tokens,
            "the partitions of a hash are numbered or named",
            "remove the number, or each `child(..)`",
        ),
        (Method::Range | Method::List, None) if run_time.is_none() => {
            let help = "write a `child(..)` for each, or `child(\"events_rest\", default)`; `at_run_time = \"..\"` if other programs make them";
            refuse(&written.method, "there is no partition", help)
        }
        _ => Some(method),
    }
}

fn children_of(count: &LitInt, refuse: &mut impl FnMut(&dyn ToTokens, &str, &str) -> Option<Method>) -> Option<u32> {
    match count.base10_parse::<u32>() {
        Ok(number) if (1..=MOST).contains(&number) && count.suffix().is_empty() => Some(number),
        _ => {
            refuse(
                count,
                "a hash partitioning takes 1 to 1024 partitions",
                "write `partition(hash(organization_id), 16)`",
            );
            None
        }
    }
}

impl Child {
    fn of(written: WrittenChild, method: Method, diagnostics: &mut Diagnostics) -> Option<Self> {
        let name = value::literal(&written.name, diagnostics)?;
        let bound = Bound::of(written.parts, method, &written.tokens, diagnostics)?;
        Some(Self { name, bound, tokens: written.tokens })
    }
}

impl Bound {
    fn of(parts: Vec<ChildPart>, method: Method, at: &TokenStream, diagnostics: &mut Diagnostics) -> Option<Self> {
        let (mut from, mut to, mut values, mut default) = (None, None, Vec::new(), false);
        for part in parts {
            match part {
                ChildPart::Default => default = true,
                ChildPart::From(expressions) => from = Some(expressions),
                ChildPart::To(expressions) => to = Some(expressions),
                ChildPart::Value(expression) => values.push(expression),
            }
        }
        let mut read = |expressions: Vec<Expr>| -> Option<Vec<Value>> {
            expressions.iter().map(|expression| Value::of(expression, method, diagnostics)).collect()
        };
        match (method, default, from, to, values.is_empty()) {
            (Method::Hash(_), false, None, None, true) => Some(Self::Remainder),
            (Method::Range | Method::List, true, None, None, true) => Some(Self::Default),
            (Method::Range, false, Some(from), Some(to), true) => {
                Some(Self::Range { from: read(from)?, to: read(to)? })
            }
            (Method::List, false, None, None, false) => Some(Self::List(read(values)?)),
            _ => {
                let help = match method {
                    Method::Hash(_) => {
                        let help = "write only its name: the remainder of a partition is its place";
                        diagnostics.malformed("table", at, "a partition of a hash has no values", help);
                        return None;
                    }
                    Method::List => {
                        "write its values, such as `child(\"events_eu\", \"de\", \"fr\")`, or only `default`"
                    }
                    _ => "write `from = .., to = ..`, or only `default`",
                };
                diagnostics.malformed("table", at, "the partition has no values", help);
                None
            }
        }
    }
}
