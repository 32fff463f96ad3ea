use std::borrow::Cow;
use std::fmt;

use sea_query::Value;
use uuid::Uuid;

use crate::query::{Tenants, Values};
use crate::{ColumnDef, Error, Table, TableDef, TooLarge};

/// A statement for a driver: SQL with placeholders, and their values.
///
/// `Display` writes only the SQL: values do not belong in a log.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    pub(crate) sql: Cow<'static, str>,
    pub(crate) values: Vec<Value>,
    pub(crate) tenant: Option<Uuid>,
    pub(crate) target: Target,
}

/// The table and the kind of statement, to explain errors of the server.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target {
    pub(crate) table: &'static TableDef,
    pub(crate) verb: Verb,
}

/// The table of SQL that belongs to no table.
pub(crate) const NO_TABLE: TableDef = TableDef { rust_name: "Row", ..TableDef::PLAIN };

/// The kind of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    Read,
    /// Reads on from a cursor that only the server can check.
    Continue,
    /// Reads computed values.
    Compute {
        /// Whether the statement has a time zone that only the server can check.
        zone: bool,
    },
    Insert,
    /// An insert that changes the row in its way.
    Upsert,
    /// An update, a soft delete or its undoing.
    Change,
    /// A real delete, which rows of other tables may forbid.
    Remove,
    /// The user's own SQL, whose kind is not known.
    Raw,
}

impl Verb {
    pub(crate) const fn only_reads(self) -> bool {
        matches!(self, Self::Read | Self::Continue | Self::Compute { .. })
    }

    /// Whether the statement runs in a savepoint, so that the transaction stays usable if the server refuses a value
    /// from outside.
    #[cfg_attr(
        not(any(feature = "sqlx", feature = "tokio-postgres")),
        allow(dead_code, reason = "used only with a driver feature")
    )]
    pub(crate) const fn needs_savepoint(self) -> bool {
        matches!(self, Self::Continue)
    }
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
        let values = values.comparable(T::def(), columns)?;
        let values = tenant.map(Value::from).into_iter().chain(values).collect();
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

impl PartialEq for Target {
    fn eq(&self, other: &Self) -> bool {
        self.table.qualified() == other.table.qualified() && self.verb == other.verb
    }
}
