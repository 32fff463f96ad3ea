use std::fmt;

use sea_query::Value;
use uuid::Uuid;

use crate::query::Values;
use crate::query::sql::Sql;
use crate::query::target::{Target, Verb};
use crate::{ColumnDef, Error, Table, TableDef, TooLarge};

/// A statement for a driver: SQL with placeholders, and their values.
///
/// `Display` writes only the SQL: values do not belong in a log.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    pub(crate) sql: Sql,
    pub(crate) values: Vec<Value>,
    pub(crate) tenant: Option<Uuid>,
    pub(crate) target: Target,
}

/// The tenants whose statements an executor runs.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tenants {
    /// Only statements on global tables.
    None,
    /// The tenant of a transaction.
    One(Uuid),
    /// The tenant of the statement: the executor opens a transaction for each statement.
    Any,
}

impl Statement {
    /// Creates a statement with constant SQL: the tenant comes first if the SQL contains it, then the values of these
    /// columns.
    pub(crate) fn constant<T: Table>(
        sql: &'static str,
        verb: Verb,
        tenant: Option<Uuid>,
        values: Values,
        columns: impl Iterator<Item = &'static ColumnDef> + Clone,
    ) -> Result<Self, Error> {
        let mut values = values.comparable(T::def(), columns)?;
        if let Some(tenant) = tenant {
            values.insert(0, Value::from(tenant));
        }
        Ok(Self { sql: sql.into(), values, tenant, target: Target { table: T::def(), verb } })
    }

    /// The statement has values from outside that only the server can check.
    pub(crate) fn unchecked(self) -> Self {
        Self { target: Target { verb: Verb::Continue, ..self.target }, ..self }
    }

    /// Returns the SQL, with `$1`, `$2` in place of the values.
    #[must_use]
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// Returns the values in the order of the placeholders.
    #[must_use]
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// The tenant of a statement on a tenant table, and the root of the table.
    #[cfg_attr(
        not(any(feature = "sqlx", feature = "tokio-postgres")),
        allow(dead_code, reason = "used only with a driver feature")
    )]
    pub(crate) fn tenant_of_root(&self) -> Option<(Uuid, &'static TableDef)> {
        self.tenant.zip(self.target.table.root())
    }

    /// Checks the statement: a statement on a tenant table runs only in a transaction of its tenant, and the protocol
    /// limits the number of values.
    pub(crate) fn permitted(self, executor: Tenants) -> Result<Self, Error> {
        let count = self.values.len();
        match (self.tenant, executor) {
            _ if count > TooLarge::MOST_VALUES => Err(Error::TooLarge(TooLarge::Values { count })),
            (None, _) => Ok(self),
            (Some(tenant), Tenants::One(opened)) if tenant == opened => Ok(self),
            (Some(_), Tenants::One(_)) => Err(Error::OtherTenant),
            // A subselect gives a statement on a global table a tenant, but no root.
            (Some(_), Tenants::Any) if self.target.table.root().is_some() => Ok(self),
            (Some(_), Tenants::Any | Tenants::None) => Err(Error::NoTenant),
        }
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sql)
    }
}
