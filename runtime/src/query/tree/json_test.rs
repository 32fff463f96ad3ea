//! Tests of parts of documents.

use sea_query::{BinOper, Expr, ExprTrait};

use crate::query::cast;
use crate::query::tree::aliases::Aliases;
use crate::query::tree::column_ref::ColumnRef;
use crate::query::tree::typed::Typed;

/// A part of a document, and how it is read.
#[derive(Debug)]
pub(crate) struct JsonSource {
    pub(crate) column: ColumnRef,
    /// The steps from the document to the part.
    pub(crate) path: Vec<Typed>,
    pub(crate) read: Read,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Read {
    Document,
    Text,
    Number,
    Boolean,
}

/// A test of a part of a document.
#[derive(Debug)]
pub(crate) struct JsonTest {
    pub(crate) source: JsonSource,
    pub(crate) operator: &'static str,
    pub(crate) value: Typed,
}

impl JsonSource {
    pub(crate) fn expression(&self, names: &Aliases, source: usize) -> Expr {
        match self.read {
            Read::Document => self.document(names, source),
            Read::Text => Expr::cust_with_exprs("($1 #>> '{}')", [self.document(names, source)]),
            Read::Number => self.of_type("number", "numeric", names, source),
            Read::Boolean => self.of_type("boolean", "boolean", names, source),
        }
    }

    /// A value of another type is NULL, and not an error.
    fn of_type(&self, json_type: &str, sql_type: &str, names: &Aliases, source: usize) -> Expr {
        let part = || self.document(names, source);
        let template = format!("(CASE WHEN jsonb_typeof($1) = '{json_type}' THEN $2::{sql_type} END)");
        Expr::cust_with_exprs(template, [part(), part()])
    }

    /// The part as jsonb.
    fn document(&self, names: &Aliases, source: usize) -> Expr {
        let column = cast::comparable(names.column(source, self.column.name), self.column.sql_type);
        if self.path.is_empty() {
            return column;
        }
        let steps: String = (2..self.path.len() + 2).map(|number| format!(" -> ${number}")).collect();
        let terms = std::iter::once(column).chain(self.path.iter().map(Typed::expression));
        Expr::cust_with_exprs(format!("($1{steps})"), terms)
    }
}

impl JsonTest {
    pub(crate) fn expression(&self, names: &Aliases, source: usize) -> Expr {
        let part = self.source.expression(names, source);
        part.binary(BinOper::Custom(self.operator), self.value.expression())
    }
}
