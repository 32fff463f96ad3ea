//! What a write on all rows that a condition holds for says of them: the tenant's, live or deleted, and the condition.

use std::marker::PhantomData;

use sea_query::{Expr, ExprTrait, PostgresQueryBuilder, QueryStatementWriter, ReturningClause};
use uuid::Uuid;

use crate::query::const_sql::{Columns, ConstSql};
use crate::query::predicate::condition;
use crate::query::select::scope;
use crate::query::statement::Target;
use crate::query::{FilterOn, Statement, Verb};
use crate::{Error, Table};

/// The rows of a tenant for which a condition holds.
#[derive(Debug)]
pub(super) struct BulkTarget<T> {
    tenant: Option<Uuid>,
    /// And the tenant of the selects in it.
    filter: Result<(Expr, Option<Uuid>), Error>,
    table: PhantomData<fn() -> T>,
}

/// Of a table that keeps its deleted rows: which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rows {
    Live,
    Deleted,
}

/// Whether the rows are wanted back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Returning {
    Rows,
    Count,
}

impl<T: Table> BulkTarget<T> {
    pub(super) fn new(tenant: Option<Uuid>, filter: impl FilterOn<T>) -> Self {
        Self { tenant, filter: condition(filter, tenant), table: PhantomData }
    }

    /// A statement on these rows. `write` puts the conditions and the columns that come back into it.
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

/// All columns as they are read.
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
