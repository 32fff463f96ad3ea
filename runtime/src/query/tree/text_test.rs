//! Tests of texts.

use sea_query::{BinOper, Expr, ExprTrait, Value};

use crate::const_checks::is_citext;
use crate::definition::SqlType;

/// A test of a text, and its value.
#[derive(Debug)]
pub(crate) struct TextTest {
    kind: Kind,
    value: Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Like,
    ILike,
    /// Equal in lower case.
    Lower,
}

/// The part of a text that a pattern describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Start,
    End,
    Any,
}

impl TextTest {
    const fn new(kind: Kind, value: Value) -> Self {
        Self { kind, value }
    }

    /// Compares the text of this expression.
    pub(crate) fn expression(&self, text: Expr) -> Expr {
        let value = Expr::cust_with_values("$1::text", [self.value.clone()]);
        match self.kind {
            Kind::Like => text.binary(BinOper::Like, value),
            Kind::ILike => text.binary(BinOper::Custom("ILIKE"), value),
            Kind::Lower => Expr::cust_with_exprs("lower($1) = lower($2)", [text, value]),
        }
    }

    /// Compares a column. It becomes a text where `LIKE` would compare in another way, as with the spaces after a
    /// `char(n)`, and where there is no `LIKE`.
    pub(crate) fn on(&self, column: Expr, sql_type: SqlType) -> Expr {
        let is_text = match sql_type {
            SqlType::Text | SqlType::Varchar(_) => true,
            SqlType::Named(name) => is_citext(name) && self.kind == Kind::Like,
            _ => false,
        };
        self.expression(if is_text { column } else { Expr::cust_with_exprs("$1::text", [column]) })
    }
}

/// A pattern in which only the added `%` is special.
fn pattern(part: Part, value: Value) -> Value {
    let Value::String(Some(text)) = value else { return value };
    let mut pattern = String::with_capacity(text.len() + 2);
    if part != Part::Start {
        pattern.push('%');
    }
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    if part != Part::End {
        pattern.push('%');
    }
    Value::String(Some(pattern))
}

/// The pattern of a text that starts with this one.
pub(crate) fn starting(value: Value) -> Value {
    pattern(Part::Start, value)
}

/// The value of a search.
pub(crate) fn sought(kind: Kind, part: Option<Part>, value: Value) -> TextTest {
    TextTest::new(kind, part.map_or_else(|| value.clone(), |part| pattern(part, value.clone())))
}
