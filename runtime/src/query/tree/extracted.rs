//! Values that a condition computes from a column.

use sea_query::{BinOper, Expr, ExprTrait};

use crate::query::tree::aliases::Aliases;
use crate::query::tree::column_ref::ColumnRef;
use crate::query::tree::json_test::JsonSource;
use crate::query::tree::text_test::TextTest;
use crate::query::tree::typed::Typed;

/// The column, and how the value is computed.
#[derive(Debug)]
pub(crate) enum ExtractedFrom {
    Column(ColumnRef),
    /// A function of the column.
    Called(&'static str, ColumnRef),
    Json(JsonSource),
}

/// A test of such a value.
#[derive(Debug)]
pub(crate) enum ExtractedTest {
    Compared(BinOper, Typed),
    Between(Typed, Typed),
    Element(Typed),
    Null,
    NotNull,
    /// The value itself is a boolean.
    True,
    Text(TextTest),
}

impl ExtractedFrom {
    fn expression(&self, names: &Aliases, source: usize) -> Expr {
        match self {
            Self::Column(column) => names.column(source, column.name),
            Self::Called(function, column) => {
                Expr::cust_with_exprs(format!("{function}($1)"), [names.column(source, column.name)])
            }
            Self::Json(json) => json.expression(names, source),
        }
    }
}

impl ExtractedTest {
    /// Renders the test.
    pub(crate) fn expression(&self, source: &ExtractedFrom, names: &Aliases, number: usize) -> Expr {
        let value = source.expression(names, number);
        match self {
            Self::Compared(operator, other) => value.binary(*operator, other.expression()),
            Self::Between(first, last) => value.between(first.expression(), last.expression()),
            Self::Element(array) => Expr::cust_with_exprs("$1 = ANY($2)", [value, array.expression()]),
            Self::Null => value.is_null(),
            Self::NotNull => value.is_not_null(),
            Self::True => value,
            Self::Text(test) => test.expression(value),
        }
    }
}
