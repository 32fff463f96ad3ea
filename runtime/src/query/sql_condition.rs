//! Conditions in SQL: [`sql!`](crate::sql).

use crate::query::Predicate;
use crate::query::bind::{BindValue, Bound};
use crate::query::tree::bool_expr::Test;
use crate::query::tree::sql_test::{SqlPart, SqlTest};
use crate::{Error, Table};

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
