//! The parts of `index(...)` between commas.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, ExprLit, ExprUnary, Ident, Lit, LitStr, Token, UnOp, parenthesized, token};

use super::check::{Written, written};
use super::condition::Condition;
use super::index::IndexColumn;
use super::sql::{Piece, Sql, quoted};
use super::storage::Storage;
use super::value::Text;
use crate::diagnostics::Diagnostics;

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
}

/// `created_at`, `created_at(desc)`, `lower(email)`, `lower(email)(desc)`, `sql = "..."`, `sql("...")(desc)`
pub struct Item {
    word: Ident,
    /// What stands in the parentheses behind it, or behind `sql =`.
    inside: Option<TokenStream>,
    /// What stands in a second pair.
    behind: Option<TokenStream>,
    /// `with "&&"`
    operator: Option<LitStr>,
    tokens: TokenStream,
}

/// What an index holds in one place.
pub enum Indexed {
    Column(Ident),
    Expression {
        sql: Condition,
        /// What PostgreSQL calls it in names.
        name: String,
    },
}

/// What is said of a column of an index.
#[derive(Default)]
pub struct Modifiers {
    pub order: Option<Ident>,
    pub nulls: Option<Ident>,
    pub ops: Option<Text>,
    pub collation: Option<Text>,
}

const WORDS: [&str; 9] = [
    "constraint",
    "deferrable",
    "global",
    "including_deleted",
    "initially_deferred",
    "nulls_not_distinct",
    "one_per_tenant",
    "queue",
    "tenant_lookup",
];

impl Parse for Part {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let ident: Ident = input.parse()?;
        if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            return Self::valued(ident, input);
        }
        if input.peek(token::Paren) {
            return Self::with_list(ident, input);
        }
        // `global with "="` is a column of an exclusion.
        let is_word = WORDS.iter().any(|word| ident == word) && !input.peek(Ident);
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

/// A column is called by its name; what is called otherwise and has parentheses is a function, unless order and the like stand in them.
pub fn column(item: Item, known: &[Ident], diagnostics: &mut Diagnostics) -> Option<IndexColumn> {
    let Item { word, inside, behind, operator, tokens } = item;
    let modifiers_inside = inside.as_ref().map(|inside| Modifiers::read.parse2(inside.clone()));
    let (key, modifiers) = match (inside, modifiers_inside) {
        (Some(inside), _) if word == "sql" => (sql(&inside, diagnostics)?, behind),
        (None, _) => (Indexed::Column(word), None),
        (Some(inside), Some(Ok(_))) if behind.is_none() && !names_columns(&inside, known) => {
            (Indexed::Column(word), Some(inside))
        }
        (Some(inside), _) if known.contains(&word) => (Indexed::Column(word), Some(inside)),
        (Some(inside), _) => (call(&word, &inside, &tokens, diagnostics)?, behind),
    };
    let modifiers = match modifiers.map(|tokens| (Modifiers::read.parse2(tokens.clone()), tokens)) {
        None => Modifiers::default(),
        Some((Ok(modifiers), _)) => modifiers,
        Some((Err(_), wrong)) => {
            let help = "write `asc`, `desc`, `nulls_first`, `nulls_last`, `ops = \"..\"` or `collate = \"..\"`";
            diagnostics.malformed(
                "table",
                &tokens_or(&wrong, &tokens),
                "this is not an option of an index column",
                help,
            );
            return None;
        }
    };
    Some(IndexColumn { key, modifiers, operator: operator.as_ref().map(written), tokens })
}

fn tokens_or(wrong: &TokenStream, tokens: &TokenStream) -> TokenStream {
    if wrong.is_empty() { tokens.clone() } else { wrong.clone() }
}

/// `desc` may be a column, and then `lower(desc)` is a call.
fn names_columns(inside: &TokenStream, known: &[Ident]) -> bool {
    syn::parse2::<Ident>(inside.clone()).is_ok_and(|word| known.contains(&word))
}

fn sql(inside: &TokenStream, diagnostics: &mut Diagnostics) -> Option<Indexed> {
    let Ok(literal) = syn::parse2::<LitStr>(inside.clone()) else {
        diagnostics.malformed("table", inside, "`sql` takes a text in quotes", "write `sql = \"lower(email)\"`");
        return None;
    };
    let mut sql = Sql::read(&literal);
    let name = called(&literal.value()).unwrap_or("expr").to_owned();
    sql.pieces.insert(0, Piece::Text("(".to_owned()));
    sql.pieces.push(Piece::Text(")".to_owned()));
    Some(Indexed::Expression { sql: Condition::Sql(sql), name })
}

/// The function, where the whole text is a call of one.
fn called(text: &str) -> Option<&str> {
    let (name, rest) = text.trim().split_once('(')?;
    let name = name.trim();
    let plain = !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    let mut depth = 1;
    let closes = rest.char_indices().find(|(_, letter)| {
        depth += i32::from(*letter == '(') - i32::from(*letter == ')');
        depth == 0
    });
    (plain && closes.is_some_and(|(at, _)| at + 1 == rest.len())).then_some(name)
}

fn call(
    function: &Ident,
    inside: &TokenStream,
    tokens: &TokenStream,
    diagnostics: &mut Diagnostics,
) -> Option<Indexed> {
    let mut pieces = Vec::new();
    let arguments = Punctuated::<Expr, Token![,]>::parse_terminated.parse2(inside.clone()).ok();
    let read = arguments.filter(|arguments| !arguments.is_empty());
    let mut calls = Vec::new();
    let read = read.and_then(|arguments| write_call(&mut pieces, &mut calls, function, arguments.iter()));
    if read.is_none() {
        let help = "write `lower(email)`, or `sql = \"..\"` for another expression";
        diagnostics.malformed("table", tokens, "an index takes columns and function calls over columns", help);
        return None;
    }
    let name = function.unraw().to_string();
    Some(Indexed::Expression { sql: Condition::Sql(Sql { calls, ..Sql::of(pieces, tokens.clone()) }), name })
}

fn write_call<'a>(
    pieces: &mut Vec<Piece>,
    calls: &mut Vec<String>,
    function: &Ident,
    arguments: impl Iterator<Item = &'a Expr>,
) -> Option<()> {
    calls.push(function.unraw().to_string().to_lowercase());
    pieces.push(Piece::Text(format!("{}(", function.unraw())));
    for (at, argument) in arguments.enumerate() {
        pieces.extend((at > 0).then(|| Piece::Text(", ".to_owned())));
        write_argument(pieces, calls, argument)?;
    }
    pieces.push(Piece::Text(")".to_owned()));
    Some(())
}

fn write_argument(pieces: &mut Vec<Piece>, calls: &mut Vec<String>, argument: &Expr) -> Option<()> {
    let text = match argument {
        Expr::Path(path) => {
            pieces.push(Piece::Name(path.path.get_ident()?.clone()));
            return Some(());
        }
        Expr::Call(call) => {
            let Expr::Path(function) = &*call.func else { return None };
            return write_call(pieces, calls, function.path.get_ident()?, call.args.iter());
        }
        Expr::Lit(ExprLit { lit, .. }) => literal(lit)?,
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => match &**expr {
            Expr::Lit(ExprLit { lit: lit @ (Lit::Int(_) | Lit::Float(_)), .. }) => format!("-{}", literal(lit)?),
            _ => return None,
        },
        _ => return None,
    };
    pieces.push(Piece::Text(text));
    Some(())
}

fn literal(literal: &Lit) -> Option<String> {
    match literal {
        Lit::Int(number) => Some(number.base10_digits().to_owned()),
        Lit::Float(number) => Some(number.base10_digits().to_owned()),
        Lit::Str(text) => Some(quoted(&text.value())),
        Lit::Bool(boolean) => Some(boolean.value.to_string()),
        _ => None,
    }
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

    fn read(input: ParseStream) -> syn::Result<Self> {
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
    Ok(written(&input.parse()?))
}
