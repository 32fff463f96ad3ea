//! What an index contains in one place: a column or an expression.

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::parse::Parser;
use syn::{Expr, ExprLit, ExprUnary, Ident, Lit, LitStr, UnOp};

use super::condition::Condition;
use super::index::IndexColumn;
use crate::diagnostics::Diagnostics;
use crate::parse::expression;
use crate::parse::index_part::{Item, Modifiers};
use crate::parse::sql::{Piece, Sql, quoted};
use crate::parse::value::Text;

/// What an index holds in one place.
pub enum Indexed {
    Column(Ident),
    Expression {
        sql: Condition,
        /// What PostgreSQL calls it in names.
        name: String,
    },
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
    Some(IndexColumn { key, modifiers, operator: operator.as_ref().map(Text::of), tokens })
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
    let read = expression::elements(inside).filter(|arguments| !arguments.is_empty());
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
