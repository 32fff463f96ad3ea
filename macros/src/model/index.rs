use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Expr, Ident, LitStr, Meta, Token, parenthesized};

use super::Sql;
use super::condition::{Condition, Unsupported};
use super::value::{self, Text};
use crate::findings::Findings;
use crate::parse::Raw;

/// `index(...)` or `unique(...)`.
pub struct Index {
    pub unique: bool,
    pub columns: Vec<IndexColumn>,
    pub only: Option<Condition>,
    /// The same as it was written, to compare.
    pub only_tokens: Option<TokenStream>,
    pub name: Option<Text>,
    /// `global`: over all tenants.
    pub global: Option<Ident>,
    /// `including_deleted`
    pub including_deleted: Option<Ident>,
    /// `one_per_tenant`
    pub one_per_tenant: Option<Ident>,
    /// The whole argument, to point at.
    pub tokens: TokenStream,
}

/// A column of an index.
pub struct IndexColumn {
    pub ident: Ident,
    pub descending: bool,
}

/// `check(...)`
pub struct Check {
    pub condition: Condition,
    pub message: Option<Text>,
    pub name: Option<Text>,
    /// The whole argument, to point at.
    pub tokens: TokenStream,
}

/// A condition as it was written: `price >= 0` or `sql = "price >= 0"`.
enum Written {
    Rust(Expr),
    Sql(LitStr),
}

impl Written {
    fn tokens(&self) -> TokenStream {
        match self {
            Self::Rust(expression) => expression.to_token_stream(),
            Self::Sql(literal) => literal.to_token_stream(),
        }
    }
}

impl Parse for Written {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        if input.peek(Ident) && input.peek2(Token![=]) && !input.peek2(Token![==]) {
            let key: Ident = input.parse()?;
            if key != "sql" {
                return Err(syn::Error::new(key.span(), "expected a condition, or `sql = \"...\"`"));
            }
            input.parse::<Token![=]>()?;
            return Ok(Self::Sql(input.parse()?));
        }
        Ok(Self::Rust(input.parse()?))
    }
}

/// One part of `index(...)` between commas.
enum Part {
    Column(IndexColumn),
    Only(Written),
    Named(Ident, LitStr),
    Word(Ident),
}

const WORDS: [&str; 3] = ["global", "including_deleted", "one_per_tenant"];

impl Index {
    /// Understands one argument.
    pub fn read(raw: &Raw, unique: bool, findings: &mut Findings) -> Option<Self> {
        let form = if unique { "unique(sku)" } else { "index(created_at(desc), only(is_active))" };
        let parts = match &raw.0 {
            Meta::List(list) => list.parse_args_with(Punctuated::<Part, Token![,]>::parse_terminated).ok(),
            _ => None,
        };
        let Some(parts) = parts.filter(|parts| !parts.is_empty()) else {
            value::wrong(raw, "takes the columns and what narrows them", form, findings);
            return None;
        };
        let mut index = Self::new(unique, raw.0.to_token_stream());
        parts.into_iter().for_each(|part| index.add(part, findings));
        Some(index)
    }

    fn new(unique: bool, tokens: TokenStream) -> Self {
        Self {
            unique,
            columns: Vec::new(),
            only: None,
            only_tokens: None,
            name: None,
            global: None,
            including_deleted: None,
            one_per_tenant: None,
            tokens,
        }
    }

    /// Every column it names, in its list and in its condition.
    pub fn named_columns(&self) -> impl Iterator<Item = &Ident> {
        self.columns.iter().map(|column| &column.ident).chain(self.only.iter().flat_map(Condition::columns))
    }

    fn add(&mut self, part: Part, findings: &mut Findings) {
        match part {
            Part::Column(column) => self.columns.push(column),
            Part::Only(written) => {
                self.only = condition(&written, findings);
                self.only_tokens = Some(written.tokens());
            }
            Part::Named(key, text) if key == "name" => self.name = Some(written(&text)),
            Part::Named(key, _) => {
                findings.malformed("table", &key, format!("an index has no key `{key}`"), "`name` is the only one");
            }
            Part::Word(word) if word == "global" => self.global = Some(word),
            Part::Word(word) if word == "including_deleted" => self.including_deleted = Some(word),
            Part::Word(word) => self.one_per_tenant = Some(word),
        }
    }
}

impl Parse for Part {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let ident: Ident = input.parse()?;
        if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            return Ok(Self::Named(ident, input.parse()?));
        }
        if input.peek(syn::token::Paren) {
            let inner;
            parenthesized!(inner in input);
            if ident == "only" {
                let written = inner.parse()?;
                return if inner.is_empty() {
                    Ok(Self::Only(written))
                } else {
                    Err(inner.error("one condition is enough"))
                };
            }
            let order: Ident = inner.parse()?;
            if !inner.is_empty() || (order != "desc" && order != "asc") {
                return Err(syn::Error::new(order.span(), "expected `asc` or `desc`"));
            }
            return Ok(Self::Column(IndexColumn { ident, descending: order == "desc" }));
        }
        if WORDS.iter().any(|word| ident == word) {
            return Ok(Self::Word(ident));
        }
        Ok(Self::Column(IndexColumn { ident, descending: false }))
    }
}

/// The parts of `check(...)`: the condition first, then its keys.
struct CheckParts {
    condition: Written,
    named: Vec<(Ident, LitStr)>,
}

impl Check {
    /// Understands one argument.
    pub fn read(raw: &Raw, findings: &mut Findings) -> Option<Self> {
        let parts = match &raw.0 {
            Meta::List(list) => list.parse_args::<CheckParts>().ok(),
            _ => None,
        };
        let Some(parts) = parts else {
            let form = "check(price >= 0, message = \"the price must not be negative\")";
            value::wrong(raw, "takes a condition and its message", form, findings);
            return None;
        };
        let condition = condition(&parts.condition, findings)?;
        let mut check = Self { condition, message: None, name: None, tokens: raw.0.to_token_stream() };
        for (key, text) in parts.named {
            match key.to_string().as_str() {
                "message" => check.message = Some(written(&text)),
                "name" => check.name = Some(written(&text)),
                other => {
                    let help = "`message` and `name` are the keys";
                    findings.malformed("table", &key, format!("a check has no key `{other}`"), help);
                }
            }
        }
        Some(check)
    }
}

impl Parse for CheckParts {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let condition = input.parse()?;
        let mut named = Vec::new();
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            let key = input.parse()?;
            input.parse::<Token![=]>()?;
            named.push((key, input.parse()?));
        }
        Ok(Self { condition, named })
    }
}

fn condition(written: &Written, findings: &mut Findings) -> Option<Condition> {
    let expression = match written {
        Written::Rust(expression) => expression,
        Written::Sql(literal) => return Some(Condition::Sql(Sql::read(literal))),
    };
    match Condition::read(expression) {
        Ok(condition) => Some(condition),
        Err(Unsupported { tokens, message }) => {
            let help = "compare columns with `==`, `!=`, `<`, `<=`, `>`, `>=`; join with `&&`, `||`, `!`; ask \
                        `is_some()`, `is_none()`, `len()`, `is_empty()`, `starts_with(..)`, `(a..=b).contains(&column)`";
            findings.malformed("table", &tokens, message, help);
            None
        }
    }
}

fn written(text: &LitStr) -> Text {
    Text { value: text.value(), tokens: text.to_token_stream() }
}
