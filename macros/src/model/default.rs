//! What an insert may leave out: a literal, a constant of Rust, or an expression of the database.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Expr, ExprLit, ExprUnary, Lit, Meta, Path, UnOp};

use super::Kind;
use crate::diagnostics::Diagnostics;
use crate::parse::expression;
use crate::parse::sql::Sql;
use crate::parse::value::{self, Text};
use crate::parse::{self, Raw};

/// A default.
pub enum Default {
    /// A string literal.
    Text(Text),
    /// A number, as it was written, sign included.
    Integer(i128, TokenStream),
    Decimal(String, TokenStream),
    Boolean(bool, TokenStream),
    /// `b"ab"`
    Bytes(Vec<u8>, TokenStream),
    /// `["a", "b"]`
    Array(Vec<Default>, TokenStream),
    /// A variant of an enum, or another constant, whose value the compiler knows.
    Constant(TokenStream),
    /// `default_sql = "..."`
    Sql(Box<Sql>, Text),
    /// What every array has.
    EmptyArray,
}

const FORM: &str = "default = 0`, `default = \"draft\"`, `default = LIMIT` or `default = ProductStatus::Draft`, or an \
                    expression of the database as `default_sql = \"now()\"";

impl Default {
    /// Reads what a column declares.
    pub fn read(arguments: &parse::ColumnArguments, diagnostics: &mut Diagnostics) -> Option<Self> {
        let literal = arguments.default.as_ref().and_then(|raw| Self::literal(raw, diagnostics));
        let sql = arguments.default_sql.as_ref().and_then(|raw| Self::sql(raw, diagnostics));
        if let (Some(_), Some(_), Some(raw)) = (&literal, &sql, &arguments.default_sql) {
            diagnostics.malformed("table", &raw.0, "the column has two defaults", "keep `default` or `default_sql`");
        }
        if let (true, Some(raw)) = (literal.is_some() || sql.is_some(), &arguments.generated) {
            let help = "keep the default or the expression";
            diagnostics.malformed("table", &raw.0, "a generated column cannot have a default", help);
        }
        literal.or(sql)
    }

    fn sql(raw: &Raw, diagnostics: &mut Diagnostics) -> Option<Self> {
        let text = value::text(raw, "default_sql = \"now()\"", diagnostics)?;
        let literal = syn::parse2(text.tokens.clone()).ok()?;
        Some(Self::Sql(Box::new(Sql::read(&literal)), text))
    }

    fn literal(raw: &Raw, diagnostics: &mut Diagnostics) -> Option<Self> {
        let default = match &*raw.0 {
            Meta::NameValue(pair) => Self::of_expression(&pair.value),
            _ => None,
        };
        if let Some(problem) = default.as_ref().and_then(Self::problem) {
            diagnostics.malformed("table", &raw.0, problem.0, problem.1);
            return None;
        }
        if default.is_none() {
            value::wrong(raw, "takes a literal or a constant", FORM, diagnostics);
        }
        default
    }

    /// What no column holds, and what to do about it.
    fn problem(&self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Text(text) if text.value.contains('\0') => Some(value::NUL),
            Self::Decimal(digits, _) if !value::is_representable(digits) => {
                Some(("this number is out of range for every column", "write one from 1e-307 to 1.7e308"))
            }
            Self::Array(elements, _) => elements.iter().find_map(Self::problem),
            _ => None,
        }
    }

    /// A literal, an array of them, or an expression that is constant by its form.
    pub fn of_expression(written: &Expr) -> Option<Self> {
        let tokens = written.to_token_stream();
        match written {
            Expr::Paren(inner) => Self::of_expression(&inner.expr),
            Expr::Group(inner) => Self::of_expression(&inner.expr),
            Expr::Lit(ExprLit { lit, .. }) => Self::of_literal(lit, "", tokens),
            Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => match &**expr {
                Expr::Lit(ExprLit { lit: lit @ (Lit::Int(_) | Lit::Float(_)), .. }) => {
                    Self::of_literal(lit, "-", tokens)
                }
                Expr::Lit(_) => None,
                operand => is_constant(operand).then_some(Self::Constant(tokens)),
            },
            Expr::Path(path) => match limit(&path.path) {
                Some(limit) => Some(Self::Integer(limit, tokens)),
                None => is_constant(written).then_some(Self::Constant(tokens)),
            },
            Expr::Macro(call) if call.mac.path.is_ident("vec") => {
                Self::of_elements(&expression::elements(&call.mac.tokens)?, tokens)
            }
            Expr::Macro(_) if expression::is_marked(written) => {
                let (elements, tokens) = expression::list(written)?;
                Self::of_elements(&elements, tokens)
            }
            other => is_constant(other).then_some(Self::Constant(tokens)),
        }
    }

    fn of_literal(literal: &Lit, sign: &str, tokens: TokenStream) -> Option<Self> {
        Some(match literal {
            Lit::Int(number) => Self::Integer(format!("{sign}{}", number.base10_digits()).parse().ok()?, tokens),
            Lit::Float(number) => Self::Decimal(format!("{sign}{}", number.base10_digits()), tokens),
            Lit::Str(text) => Self::Text(Text { value: text.value(), tokens }),
            Lit::Bool(boolean) => Self::Boolean(boolean.value, tokens),
            Lit::ByteStr(bytes) => Self::Bytes(bytes.value(), tokens),
            _ => return None,
        })
    }

    fn of_elements(elements: &[Expr], tokens: TokenStream) -> Option<Self> {
        let elements: Option<Vec<Self>> = elements.iter().map(Self::of_expression).collect();
        let is_flat = |elements: &Vec<Self>| !elements.iter().any(|element| matches!(element, Self::Array(..)));
        elements.filter(is_flat).map(|elements| Self::Array(elements, tokens))
    }

    /// The constants in it that SQL cannot be written from, by the type of the column.
    pub fn unknown_constant(&self, kind: &Kind) -> Option<&TokenStream> {
        let is_known = matches!(kind, Kind::Integer | Kind::Boolean | Kind::Text | Kind::Other);
        match self {
            Self::Constant(tokens) if !is_known => Some(tokens),
            Self::Array(elements, _) => elements.iter().find_map(|element| element.unknown_constant(kind)),
            _ => None,
        }
    }

    /// Whether only the compiler knows the value.
    pub fn has_constant(&self) -> bool {
        match self {
            Self::Constant(_) => true,
            Self::Array(elements, _) => elements.iter().any(Self::has_constant),
            _ => false,
        }
    }

    /// The tokens it was written with.
    pub fn tokens(&self) -> TokenStream {
        match self {
            Self::Text(text) | Self::Sql(_, text) => text.tokens.clone(),
            Self::Integer(_, tokens)
            | Self::Decimal(_, tokens)
            | Self::Boolean(_, tokens)
            | Self::Bytes(_, tokens)
            | Self::Array(_, tokens)
            | Self::Constant(tokens) => tokens.clone(),
            Self::EmptyArray => quote!(),
        }
    }
}

/// Whether an expression is constant by its form: a call may be anything, also one of SQL.
fn is_constant(written: &Expr) -> bool {
    match written {
        Expr::Lit(_) => true,
        Expr::Path(path) => path.path.segments.len() > 1 || path.path.get_ident().is_some_and(is_named_like_constant),
        Expr::Paren(inner) => is_constant(&inner.expr),
        Expr::Group(inner) => is_constant(&inner.expr),
        Expr::Unary(unary) => !matches!(unary.op, UnOp::Deref(_)) && is_constant(&unary.expr),
        Expr::Binary(binary) => is_constant(&binary.left) && is_constant(&binary.right),
        Expr::Cast(cast) => is_constant(&cast.expr),
        Expr::Field(field) => is_constant(&field.base),
        Expr::Index(index) => is_constant(&index.expr) && is_constant(&index.index),
        Expr::Macro(_) if expression::is_marked(written) => false,
        Expr::Macro(call) => !["vec", "format", "panic", "todo"].iter().any(|name| call.mac.path.is_ident(name)),
        _ => false,
    }
}

/// `LIMIT`, not `none`
fn is_named_like_constant(ident: &syn::Ident) -> bool {
    let name = ident.to_string();
    !name.contains(char::is_lowercase) && name.contains(char::is_uppercase)
}

/// `i32::MAX`, `std::i64::MIN`: the value, also where the type of the column has another name.
fn limit(path: &Path) -> Option<i128> {
    let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (["core" | "std", ty, which] | ["core" | "std", "primitive", ty, which] | [ty, which]) = names[..] else {
        return None;
    };
    let (least, most) = match ty {
        "i8" => (i8::MIN.into(), i8::MAX.into()),
        "i16" => (i16::MIN.into(), i16::MAX.into()),
        "i32" => (i32::MIN.into(), i32::MAX.into()),
        "i64" => (i64::MIN.into(), i64::MAX.into()),
        "u8" => (0, u8::MAX.into()),
        "u16" => (0, u16::MAX.into()),
        "u32" => (0, u32::MAX.into()),
        _ => return None,
    };
    match which {
        "MIN" => Some(least),
        "MAX" => Some(most),
        _ => None,
    }
}
