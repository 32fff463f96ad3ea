//! The common part of statements on all rows that match a condition: the tenant, live or soft-deleted rows, and the
//! condition.

use std::marker::PhantomData;

use sea_query::{Expr, ExprTrait, PostgresQueryBuilder, QueryStatementWriter, ReturningClause};
use uuid::Uuid;

use crate::query::const_sql::{Columns, ConstSql};
use crate::query::predicate::condition;
use crate::query::select::scope;
use crate::query::target::Target;
use crate::query::{FilterOn, Statement, Verb};
use crate::{Error, Table};

/// The rows of a tenant that match a condition.
#[derive(Debug)]
pub(super) struct BulkTarget<T> {
    tenant: Option<Uuid>,
    /// The condition, and the tenant of its subselects.
    filter: Result<(Expr, Option<Uuid>), Error>,
    table: PhantomData<fn() -> T>,
}

/// The rows of a soft-delete table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rows {
    Live,
    Deleted,
}

/// Whether the statement returns the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Returning {
    Rows,
    Count,
}

impl<T: Table> BulkTarget<T> {
    pub(super) fn new(tenant: Option<Uuid>, filter: impl FilterOn<T>) -> Self {
        Self { tenant, filter: condition(filter, tenant), table: PhantomData }
    }

    /// Builds the statement. `write` receives the conditions and the RETURNING clause.
    pub(super) fn statement<Q: QueryStatementWriter>(
        self,
        rows: Rows,
        wanted: Returning,
        verb: Verb,
        write: impl FnOnce(Vec<Expr>, Option<ReturningClause>) -> Q,
    ) -> Result<Statement, Error> {
        let (filter, tenant) = self.filter?;
        let conditions = scope::<T>(self.tenant).into_iter().chain(deleted::<T>(rows)).chain([filter]).collect();
        let returning = (wanted == Returning::Rows).then(|| ReturningClause::Exprs(vec![columns::<T>()]));
        let (sql, values) = write(conditions, returning).build(PostgresQueryBuilder);
        let target = Target { table: T::def(), verb };
        Ok(Statement { sql: sql.into(), values: values.0, tenant, target })
    }
}

/// All columns, as a select reads them.
pub(super) fn columns<T: Table>() -> Expr {
    Expr::cust(ConstSql::<T, Columns>::SQL)
}

fn deleted<T: Table>(rows: Rows) -> Option<Expr> {
    let deleted_at = T::DEF.soft_delete().then(|| Expr::col((T::NAME, "deleted_at")))?;
    Some(match rows {
        Rows::Live => deleted_at.is_null(),
        Rows::Deleted => deleted_at.is_not_null(),
    })
}
