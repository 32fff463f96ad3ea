//! Conditions in SQL: [`sql!`](crate::sql).

use std::fmt;

use sea_query::{Expr, Value};

use crate::query::Predicate;
use crate::query::aliases::Aliases;
use crate::query::bind::{BindValue, Bound};
use crate::query::expr::Test;
use crate::{ColumnDef, Error, Table};

/// A part of a condition.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub enum SqlPart {
    /// A column of the table.
    Column(&'static ColumnDef),
    /// The next value.
    Value,
    /// SQL that was checked when the program was compiled.
    Text(&'static str),
}

/// A condition whose values are being bound.
#[doc(hidden)]
#[derive(Debug)]
pub struct SqlCondition {
    parts: &'static [SqlPart],
    values: Result<Vec<Bound>, Error>,
}

impl SqlCondition {
    #[must_use]
    pub const fn new(parts: &'static [SqlPart]) -> Self {
        Self { parts, values: Ok(Vec::new()) }
    }

    #[must_use]
    pub fn bind(mut self, value: impl BindValue) -> Self {
        self.values = self.values.and_then(|mut values| {
            values.push(value.bound()?);
            Ok(values)
        });
        self
    }

    pub fn condition<T: Table>(self) -> Predicate<T> {
        Predicate::test(self.values.map(|values| Test::Sql(SqlTest { parts: self.parts, values })))
    }
}

/// A condition in SQL over the columns of one table.
pub(crate) struct SqlTest {
    parts: &'static [SqlPart],
    values: Vec<Bound>,
}

impl SqlTest {
    /// Renders the parts with spaces between them. Each is an expression of its own, so that sea-query reads no
    /// placeholder in a text.
    pub(super) fn expression(&self, names: &Aliases, source: usize) -> Expr {
        let mut values = self.values.iter();
        let parts = self.parts.iter().filter_map(|part| match part {
            SqlPart::Column(column) => Some(names.column(source, column.name)),
            SqlPart::Text(text) => Some(Expr::cust(*text)),
            SqlPart::Value => values.next().map(Bound::expression),
        });
        let parts: Vec<Expr> = parts.collect();
        let template: Vec<String> = (1..=parts.len()).map(|number| format!("${number}")).collect();
        Expr::cust_with_exprs(template.join(" "), parts)
    }
}

impl fmt::Debug for SqlPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Column(column) => f.write_str(column.name),
            Self::Value => f.write_str("?"),
            Self::Text(text) => text.fmt(f),
        }
    }
}

/// The same in every process: cursors contain it.
impl fmt::Debug for SqlTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let values: Vec<&Value> = self.values.iter().map(|bound| &bound.value).collect();
        write!(f, "Sql({:?}, {values:?})", self.parts)
    }
}
