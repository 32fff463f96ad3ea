//! A column and a condition on it, opaque to the traits of its types.

use sea_query::BinOper;

use crate::ColumnType;
use crate::Error;
use crate::definition::TableDef;
use crate::query::tree::bool_expr::Test;
use crate::query::tree::column_ref::ColumnRef;
use crate::query::tree::extracted::{ExtractedFrom, ExtractedTest};
use crate::query::tree::typed::typed;

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub(super) column: ColumnRef,
    pub(super) table: &'static TableDef,
}

impl Place {
    /// Compares the column with a value that has a type of its own in SQL.
    pub(super) fn compared(self, operator: &'static str, value: impl ColumnType) -> Tested {
        let value = typed(value, self.table).map(|value| ExtractedTest::Compared(BinOper::Custom(operator), value));
        Tested(value.map(|test| Test::Extracted(Box::new((ExtractedFrom::Column(self.column), test)))))
    }
}

/// A condition on a column.
#[derive(Debug)]
pub struct Tested(pub(super) Result<Test, Error>);
