//! The common part of statements on all rows that match a condition: the tenant, live or soft-deleted rows, and the
//! condition.

use std::marker::PhantomData;

use sea_query::{
    ConditionalStatement, Expr, ExprTrait, PostgresQueryBuilder, Query, QueryStatementWriter, ReturningClause,
};
use uuid::Uuid;

use crate::query::const_sql::{Columns, ConstSql, next_updated_at};
use crate::query::predicate::condition;
use crate::query::select::scope;
use crate::query::target::Target;
use crate::query::tree::source::relation;
use crate::query::{FilterOn, Statement, Verb};
use crate::quote::write_name;
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

    /// Renders an UPDATE of these columns and of `updated_at`.
    pub(super) fn update(
        self,
        rows: Rows,
        wanted: Returning,
        assigned: impl IntoIterator<Item = (&'static str, Expr)>,
    ) -> Result<Statement, Error> {
        let mut query = Query::update();
        query.table(relation(T::def())).values(assigned);
        if let Some(column) = T::DEF.updated_at() {
            let mut stored = String::new();
            write_name(&mut stored, column.name);
            query.value(column.name, Expr::cust(next_updated_at(column, stored)));
        }
        if wanted == Returning::Rows {
            query.returning(returning::<T>());
        }
        self.statement(rows, Verb::Change, query)
    }

    /// Renders a DELETE.
    pub(super) fn delete(self, wanted: Returning) -> Result<Statement, Error> {
        let mut query = Query::delete();
        query.from_table(relation(T::def()));
        if wanted == Returning::Rows {
            query.returning(returning::<T>());
        }
        self.statement(Rows::Live, Verb::Remove, query)
    }

    /// Renders a SELECT of the rows.
    pub(super) fn select(self) -> Result<Statement, Error> {
        let mut query = Query::select();
        query.expr(columns::<T>()).from(relation(T::def()));
        self.statement(Rows::Live, Verb::Read, query)
    }

    /// Adds the conditions.
    fn statement<Q>(self, rows: Rows, verb: Verb, mut query: Q) -> Result<Statement, Error>
    where
        Q: QueryStatementWriter + ConditionalStatement,
    {
        let (filter, tenant) = self.filter?;
        for condition in scope::<T>(self.tenant).into_iter().chain(deleted::<T>(rows)).chain([filter]) {
            query.and_where(condition);
        }
        let (sql, values) = query.build(PostgresQueryBuilder);
        let target = Target { table: T::def(), verb };
        Ok(Statement { sql: sql.into(), values: values.0, tenant, target })
    }
}

/// All columns, as a select reads them.
pub(super) fn columns<T: Table>() -> Expr {
    Expr::cust(ConstSql::<T, Columns>::SQL)
}

fn returning<T: Table>() -> ReturningClause {
    ReturningClause::Exprs(vec![columns::<T>()])
}

fn deleted<T: Table>(rows: Rows) -> Option<Expr> {
    let deleted_at = Expr::col((T::NAME, T::DEF.deleted_at()?));
    Some(match rows {
        Rows::Live => deleted_at.is_null(),
        Rows::Deleted => deleted_at.is_not_null(),
    })
}
