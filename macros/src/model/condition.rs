//! Conditions over the columns of a table: written once in Rust, read as SQL and as Rust.

use crate::parse::expression::{self, Range};
use crate::parse::sql::Sql;
use crate::parse::value;
use proc_macro2::TokenStream;
use quote::ToTokens;

use syn::{BinOp, Expr, ExprBinary, ExprLit, ExprMethodCall, ExprUnary, Ident, Lit, Path, UnOp};

/// A condition that a row keeps or not; on NULL it is neither, as in SQL.
pub enum Condition {
    /// `price >= 0`
    Compare(Operand, Operator, Operand),
    /// `one && other`
    And(Box<Condition>, Box<Condition>),
    /// `one || other`
    Or(Box<Condition>, Box<Condition>),
    /// `!one`
    Not(Box<Condition>),
    /// `archived_at.is_none()`, `archived_at.is_some()`
    Null(Ident, bool),
    /// `is_active`
    Flag(Ident),
    /// `(0..=100).contains(&discount)`
    Between { column: Ident, from: Operand, to: Operand, inclusive: bool },
    /// `name.starts_with("org_")`
    StartsWith(Ident, Operand),
    /// `sql = "..."`: never a part of another.
    Sql(Sql),
}

/// What is compared.
pub enum Operand {
    Column(Ident),
    /// `name.len()`: characters of a text, bytes of a bytea, elements of an array.
    Length(Ident),
    Integer(String, TokenStream),
    Decimal(String, TokenStream),
    Text(String, TokenStream),
    Boolean(bool, TokenStream),
    /// `ProductStatus::Active`
    Variant(Path),
}

/// How two operands compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// What a condition cannot say, and the tokens that try.
pub struct Unsupported {
    pub tokens: TokenStream,
    pub message: String,
    /// What to write, where that is not one of all the forms.
    pub help: Option<&'static str>,
}

/// How far a `double precision` reaches.
const SMALLER: &str = "write a number from 1e-307 to 1.7e308, or a column with the bound in place of it";

type Read<T> = Result<T, Unsupported>;

impl Condition {
    /// Understands an expression.
    pub fn read(expression: &Expr) -> Read<Self> {
        match expression {
            Expr::Paren(inner) => Self::read(&inner.expr),
            Expr::Group(inner) => Self::read(&inner.expr),
            Expr::Binary(binary) => Self::binary(binary),
            Expr::Unary(ExprUnary { op: UnOp::Not(_), expr, .. }) => Ok(Self::Not(Box::new(Self::read(expr)?))),
            Expr::MethodCall(call) => Self::method(call),
            Expr::Path(_) => match Operand::read(expression)? {
                Operand::Column(column) => Ok(Self::Flag(column)),
                _ => Err(unsupported(expression, "this is not a condition")),
            },
            other => Err(unsupported(other, "this is not supported in a condition")),
        }
    }

    fn binary(binary: &ExprBinary) -> Read<Self> {
        match binary.op {
            BinOp::And(_) => Ok(Self::And(Box::new(Self::read(&binary.left)?), Box::new(Self::read(&binary.right)?))),
            BinOp::Or(_) => Ok(Self::Or(Box::new(Self::read(&binary.left)?), Box::new(Self::read(&binary.right)?))),
            operator => match Operator::of(operator) {
                Some(operator) => Self::compare(binary, operator),
                None => Err(unsupported(&binary.op, "arithmetic is not supported in a condition")),
            },
        }
    }

    /// The column stands on the left, as it reads best in SQL too.
    fn compare(binary: &ExprBinary, operator: Operator) -> Read<Self> {
        let (left, right) = (Operand::read(&binary.left)?, Operand::read(&binary.right)?);
        match (left.column().is_some(), right.column().is_some()) {
            (true, _) => Ok(Self::Compare(left, operator, right)),
            (false, true) => Ok(Self::Compare(right, operator.turned(), left)),
            (false, false) => Err(unsupported(binary, "this is the same for every row")),
        }
    }

    fn method(call: &ExprMethodCall) -> Read<Self> {
        let name = call.method.to_string();
        match (name.as_str(), call.args.len()) {
            ("is_none", 0) => Ok(Self::Null(column(&call.receiver)?, true)),
            ("is_some", 0) => Ok(Self::Null(column(&call.receiver)?, false)),
            ("is_empty", 0) => {
                let none = Operand::Integer("0".to_owned(), quote::quote!(0));
                Ok(Self::Compare(Operand::Length(column(&call.receiver)?), Operator::Equal, none))
            }
            ("starts_with", 1) => Ok(Self::StartsWith(column(&call.receiver)?, Operand::read(&call.args[0])?)),
            ("contains", 1) => Self::range(&call.receiver, &call.args[0]),
            _ => Err(unsupported(call, &format!("`{name}` cannot be called in a condition here"))),
        }
    }

    fn range(range: &Expr, of: &Expr) -> Read<Self> {
        let Some(Range { start, end, inclusive }) = expression::range(range) else {
            return Err(unsupported(&expression::inside(range), "`contains` needs a range with both ends"));
        };
        let of = match of {
            Expr::Reference(reference) => &*reference.expr,
            other => other,
        };
        Ok(Self::Between { column: column(of)?, from: Operand::read(&start)?, to: Operand::read(&end)?, inclusive })
    }

    /// The columns it reads, in the order in which they first appear.
    pub fn columns(&self) -> Vec<&Ident> {
        let mut columns: Vec<&Ident> = Vec::new();
        self.each_column(&mut |column| {
            if !columns.contains(&column) {
                columns.push(column);
            }
        });
        columns
    }

    /// Where it can only hold if that column has a value.
    pub fn requires_some(&self, name: &str) -> Option<&Ident> {
        match self {
            Self::Null(column, false) => Some(column).filter(|column| *column == name),
            Self::And(one, other) => one.requires_some(name).or_else(|| other.requires_some(name)),
            Self::Not(inner) => match &**inner {
                Self::Null(column, true) => Some(column).filter(|column| *column == name),
                _ => None,
            },
            _ => None,
        }
    }

    /// The columns of `is_none()` and `is_some()`.
    pub fn asked_for_null(&self) -> Vec<&Ident> {
        match self {
            Self::Null(column, _) => vec![column],
            Self::And(one, other) | Self::Or(one, other) => [one.asked_for_null(), other.asked_for_null()].concat(),
            Self::Not(inner) => inner.asked_for_null(),
            _ => Vec::new(),
        }
    }

    fn each_column<'condition>(&'condition self, seen: &mut impl FnMut(&'condition Ident)) {
        match self {
            Self::Compare(left, _, right) => {
                left.column().into_iter().chain(right.column()).for_each(seen);
            }
            Self::And(one, other) | Self::Or(one, other) => {
                one.each_column(seen);
                other.each_column(seen);
            }
            Self::Not(inner) => inner.each_column(seen),
            Self::Null(column, _) | Self::Flag(column) => seen(column),
            Self::Between { column, from, to, .. } => {
                [Some(column), from.column(), to.column()].into_iter().flatten().for_each(seen);
            }
            Self::StartsWith(column, start) => {
                [Some(column), start.column()].into_iter().flatten().for_each(seen);
            }
            Self::Sql(sql) => sql.columns().for_each(seen),
        }
    }
}

impl Operand {
    fn read(expression: &Expr) -> Read<Self> {
        match expression {
            Expr::Paren(inner) => Self::read(&inner.expr),
            Expr::Group(inner) => Self::read(&inner.expr),
            Expr::Path(path) if path.qself.is_none() => match path.path.get_ident() {
                Some(column) => Ok(Self::Column(column.clone())),
                None => Ok(Self::Variant(path.path.clone())),
            },
            Expr::MethodCall(call) if call.method == "len" && call.args.is_empty() => {
                Ok(Self::Length(column(&call.receiver)?))
            }
            Expr::Lit(literal) => Self::literal(literal, ""),
            Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => match &**expr {
                Expr::Lit(literal @ ExprLit { lit: Lit::Int(_) | Lit::Float(_), .. }) => Self::literal(literal, "-"),
                other => Err(unsupported(other, "only a number can have a sign here")),
            },
            Expr::Binary(ExprBinary {
                op: BinOp::Add(_) | BinOp::Sub(_) | BinOp::Mul(_) | BinOp::Div(_) | BinOp::Rem(_),
                ..
            }) => {
                let help = "write a generated column, or the condition as `sql = \"price * quantity > 9\"`";
                Err(Unsupported { help: Some(help), ..unsupported(expression, "a condition does not calculate") })
            }
            other => Err(unsupported(other, "a condition compares columns, literals and variants of enums")),
        }
    }

    fn literal(literal: &ExprLit, sign: &str) -> Read<Self> {
        let tokens = literal.to_token_stream();
        match &literal.lit {
            Lit::Int(number) => Ok(Self::Integer(format!("{sign}{}", number.base10_digits()), tokens)),
            Lit::Float(number) if !value::is_representable(number.base10_digits()) => Err(Unsupported {
                help: Some(SMALLER),
                ..unsupported(literal, "this number is out of range for every column")
            }),
            Lit::Float(number) => Ok(Self::Decimal(format!("{sign}{}", number.base10_digits()), tokens)),
            Lit::Str(text) if text.value().contains('\0') => {
                Err(Unsupported { help: Some(value::NUL.1), ..unsupported(literal, value::NUL.0) })
            }
            Lit::Str(text) => Ok(Self::Text(text.value(), tokens)),
            Lit::Bool(boolean) => Ok(Self::Boolean(boolean.value, tokens)),
            _ => Err(unsupported(literal, "this literal is not supported in a condition")),
        }
    }

    fn column(&self) -> Option<&Ident> {
        match self {
            Self::Column(column) | Self::Length(column) => Some(column),
            _ => None,
        }
    }
}

impl Operator {
    fn of(operator: BinOp) -> Option<Self> {
        Some(match operator {
            BinOp::Eq(_) => Self::Equal,
            BinOp::Ne(_) => Self::NotEqual,
            BinOp::Lt(_) => Self::Less,
            BinOp::Le(_) => Self::LessOrEqual,
            BinOp::Gt(_) => Self::Greater,
            BinOp::Ge(_) => Self::GreaterOrEqual,
            _ => return None,
        })
    }

    /// The same with the sides exchanged.
    fn turned(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            Self::Equal | Self::NotEqual => self,
        }
    }

    /// The operator in SQL.
    pub fn sql(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

fn column(expression: &Expr) -> Read<Ident> {
    match Operand::read(expression)? {
        Operand::Column(column) => Ok(column),
        _ => Err(unsupported(expression, "expected a column")),
    }
}

fn unsupported(tokens: &dyn ToTokens, message: &str) -> Unsupported {
    Unsupported { tokens: tokens.to_token_stream(), message: message.to_owned(), help: None }
}
