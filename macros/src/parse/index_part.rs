//! The parts of `index(...)` between commas, as they were written.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Token, parenthesized, token};

use super::condition::Written;
use super::storage::Storage;
use super::value::Text;

/// One part of `index(...)` between commas.
pub enum Part {
    Item(Item),
    Only(Written),
    Include(Vec<Ident>),
    With(Vec<Storage>),
    /// `name = "..."`
    Named(Ident, LitStr),
    /// `method = gin`
    Method(Ident),
    Word(Ident),
    /// `where = ...`, and what it was meant to be.
    Unknown(Ident, TokenStream),
}

/// `created_at`, `created_at(desc)`, `lower(email)`, `lower(email)(desc)`, `sql = "..."`, `sql("...")(desc)`
pub struct Item {
    pub word: Ident,
    /// What stands in the parentheses behind it, or behind `sql =`.
    pub inside: Option<TokenStream>,
    /// What stands in a second pair.
    pub behind: Option<TokenStream>,
    /// `with "&&"`
    pub operator: Option<LitStr>,
    pub tokens: TokenStream,
}

/// What is said of a column of an index.
#[derive(Default)]
pub struct Modifiers {
    pub order: Option<Ident>,
    pub nulls: Option<Ident>,
    pub ops: Option<Text>,
    pub collation: Option<Text>,
}

pub const WORDS: [&str; 10] = [
    "constraint",
    "deferrable",
    "global",
    "including_deleted",
    "initially_deferred",
    "nulls_not_distinct",
    "one_per_tenant",
    "queue",
    "tenant_lookup",
    "without_overlaps",
];

impl Parse for Part {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        // `where = ".."` is an unknown key, and no end of the list.
        let ident = if input.peek2(Token![=]) { input.call(Ident::parse_any)? } else { input.parse()? };
        if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            return Self::valued(ident, input);
        }
        if input.peek(token::Paren) {
            return Self::with_list(ident, input);
        }
        // `global with "="` is a column of an exclusion.
        let is_word = WORDS.contains(&ident.to_string().as_str()) && !input.peek(Ident);
        if is_word {
            return Ok(Self::Word(ident));
        }
        Ok(Self::Item(Item { operator: operator(input)?, ..Item::of_word(ident) }))
    }
}

impl Part {
    fn valued(key: Ident, input: ParseStream) -> syn::Result<Self> {
        if key == "method" && input.peek(Ident::peek_any) {
            return Ok(Self::Method(input.call(Ident::parse_any)?));
        }
        if !["name", "why", "method", "sql"].iter().any(|known| key == known) {
            return Ok(Self::Unknown(key, value(input)?));
        }
        let text: LitStr = input.parse()?;
        if key == "sql" {
            let inside = Some(text.to_token_stream());
            return Ok(Self::Item(Item {
                word: key,
                inside,
                behind: None,
                operator: operator(input)?,
                tokens: text.to_token_stream(),
            }));
        }
        Ok(Self::Named(key, text))
    }

    fn with_list(word: Ident, input: ParseStream) -> syn::Result<Self> {
        let inner;
        let parentheses = parenthesized!(inner in input);
        match word.to_string().as_str() {
            "only" => {
                let written = inner.parse()?;
                if inner.is_empty() { Ok(Self::Only(written)) } else { Err(inner.error("there are two conditions")) }
            }
            "include" => {
                let columns = Punctuated::<Ident, Token![,]>::parse_terminated(&inner)?;
                if columns.is_empty() {
                    return Err(inner.error("there is no column"));
                }
                Ok(Self::Include(columns.into_iter().collect()))
            }
            "with" => Ok(Self::With(Storage::read_all(&inner)?)),
            _ => {
                let inside: TokenStream = inner.parse()?;
                let mut tokens = word.to_token_stream();
                parentheses.surround(&mut tokens, |tokens| tokens.extend(inside.clone()));
                let behind = if input.peek(token::Paren) { Some(behind(input)?) } else { None };
                Ok(Self::Item(Item { word, inside: Some(inside), behind, operator: operator(input)?, tokens }))
            }
        }
    }
}

impl Item {
    /// A column by its bare name.
    pub fn of_word(word: Ident) -> Self {
        let tokens = word.to_token_stream();
        Self { word, inside: None, behind: None, operator: None, tokens }
    }
}

/// What is left before the next comma.
fn value(input: ParseStream) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        tokens.extend([input.parse::<TokenTree>()?]);
    }
    Ok(tokens)
}

/// `with "&&"`, in an exclusion.
fn operator(input: ParseStream) -> syn::Result<Option<LitStr>> {
    if !input.peek(Ident) {
        return Ok(None);
    }
    let word: Ident = input.parse()?;
    if word == "with" { input.parse().map(Some) } else { Err(syn::Error::new(word.span(), "expected `with`")) }
}

fn behind(input: ParseStream) -> syn::Result<TokenStream> {
    let inner;
    parenthesized!(inner in input);
    inner.parse()
}

impl Modifiers {
    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        !self.is_ordered() && self.ops.is_none() && self.collation.is_none()
    }

    /// Whether an order was said.
    pub fn is_ordered(&self) -> bool {
        self.order.is_some() || self.nulls.is_some()
    }

    /// Whether the order is descending.
    pub fn descending(&self) -> bool {
        self.order.as_ref().is_some_and(|order| order == "desc")
    }

    /// Reads what stands between the parentheses.
    pub fn read(input: ParseStream) -> syn::Result<Self> {
        let mut modifiers = Self::default();
        while !input.is_empty() {
            modifiers.add(input)?;
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        if modifiers.is_empty() { Err(input.error("there is no option")) } else { Ok(modifiers) }
    }

    fn add(&mut self, input: ParseStream) -> syn::Result<()> {
        let word: Ident = input.parse()?;
        let twice = syn::Error::new(word.span(), "this option is repeated");
        let taken = match word.to_string().as_str() {
            "asc" | "desc" => self.order.replace(word).is_some(),
            "nulls_first" | "nulls_last" => self.nulls.replace(word).is_some(),
            "ops" => self.ops.replace(text(input)?).is_some(),
            "collate" => self.collation.replace(text(input)?).is_some(),
            _ => return Err(syn::Error::new(word.span(), "expected an order")),
        };
        if taken { Err(twice) } else { Ok(()) }
    }
}

fn text(input: ParseStream) -> syn::Result<Text> {
    input.parse::<Token![=]>()?;
    Ok(Text::of(&input.parse()?))
}
