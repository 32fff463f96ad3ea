use std::marker::PhantomData;

use sea_query::{Expr, ExprTrait, PostgresQueryBuilder, Query, SelectStatement};
use uuid::Uuid;

use crate::query::executor::run;
use crate::query::fixed::{Fixed, QualifiedColumns};
use crate::query::predicate::condition;
use crate::query::statement::Target;
use crate::query::{FilterOn, OrderOn, Running, Serves, Statement, Verb};
use crate::{Error, Table};

/// Reads rows of `T`: `Product::select(tenant)`.
///
/// The rows of the tenant that are not deleted, narrowed by [`filter`](Self::filter). A list is fetched only with a [`limit`](Self::limit).
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct Select<T, L = Unlimited> {
    tenant: Option<Uuid>,
    deleted: Deleted,
    filters: Result<Vec<Expr>, Error>,
    query: SelectStatement,
    types: PhantomData<fn() -> (T, L)>,
}

/// Of a [`Select`]: nothing says how many rows there may be.
#[derive(Debug, Clone, Copy)]
pub struct Unlimited;

/// Of a [`Select`]: it has a limit.
#[derive(Debug, Clone, Copy)]
pub struct Limited;

/// Says that a list is bounded.
#[diagnostic::on_unimplemented(
    message = "[P03] this list has no limit",
    label = "a tenant may have more rows than fit into memory",
    note = "write `.limit(n)` before `.fetch_all(...)`",
    note = "docs: peristyle::rules::P03"
)]
pub trait Bounded {}

impl Bounded for Limited {}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deleted {
    Hidden,
    Included,
    Only,
}

impl<T: Table> Select<T> {
    /// All live rows of the tenant.
    #[doc(hidden)]
    pub fn new(tenant: Option<Uuid>) -> Self {
        let mut query = Query::select();
        query.expr(Expr::cust(Fixed::<T, QualifiedColumns>::SQL)).from(T::NAME);
        Self { tenant, deleted: Deleted::Hidden, filters: Ok(Vec::new()), query, types: PhantomData }
    }

    /// At most that many rows.
    pub fn limit(mut self, rows: u32) -> Select<T, Limited> {
        self.query.limit(rows.into());
        let Self { tenant, deleted, filters, query, types: _ } = self;
        Select { tenant, deleted, filters, query, types: PhantomData }
    }
}

impl<T: Table, L> Select<T, L> {
    /// Only rows for which the condition holds, and every other condition of this list.
    pub fn filter(mut self, filter: impl FilterOn<T>) -> Self {
        self.filters = self.filters.and_then(|mut filters| {
            filters.push(condition(filter)?);
            Ok(filters)
        });
        self
    }

    /// In that order; where rows agree in it, in the order of the next call.
    pub fn order_by(mut self, order: impl OrderOn<T>) -> Self {
        order.order().write(&mut self.query);
        self
    }

    /// Deleted rows too. Those of the tenant alone, as everywhere.
    pub fn with_deleted(mut self) -> Self {
        self.deleted = Deleted::Included;
        self
    }

    /// Deleted rows only.
    pub fn only_deleted(mut self) -> Self {
        self.deleted = Deleted::Only;
        self
    }

    /// The statement as SQL and values.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`]: a value of a condition has no form in PostgreSQL.
    pub fn into_statement(self) -> Result<Statement, Error> {
        let tenant = self.tenant;
        let (sql, values) = self.into_sea_query()?.build(PostgresQueryBuilder);
        Ok(Statement {
            sql: sql.into(),
            values: values.0,
            tenant,
            target: Target { table: T::def(), verb: Verb::Read },
        })
    }

    /// The statement as sea-query has it, with the conditions on tenant and deletion, for what this surface lacks. The types of this surface no
    /// longer guard it: run it inside the tenant's transaction.
    ///
    /// # Errors
    ///
    /// As [`Select::into_statement`].
    pub fn into_sea_query(self) -> Result<SelectStatement, Error> {
        let mut query = self.query;
        for condition in scope::<T>(self.tenant).into_iter().chain(self.deleted.condition::<T>()).chain(self.filters?) {
            query.and_where(condition);
        }
        Ok(query)
    }

    /// The first row in the order of the list, or None.
    ///
    /// # Errors
    ///
    /// As [`Select::fetch_all`].
    pub fn fetch_optional<'executor>(
        mut self,
        executor: impl Serves<T::Scope> + 'executor,
    ) -> Running<'executor, Option<T>> {
        self.query.limit(1);
        run::fetch_optional(self.into_statement(), executor)
    }

    /// The rows.
    ///
    /// # Errors
    ///
    /// [`Error::OtherTenant`] before anything is sent; what the database or the driver refuses.
    pub fn fetch_all<'executor>(self, executor: impl Serves<T::Scope> + 'executor) -> Running<'executor, Vec<T>>
    where
        L: Bounded,
    {
        run::fetch_all(self.into_statement(), executor)
    }
}

impl Deleted {
    fn condition<T: Table>(self) -> Option<Expr> {
        let deleted_at = Expr::col((T::NAME, "deleted_at"));
        match self {
            _ if !T::DEF.soft_delete() => None,
            Self::Hidden => Some(deleted_at.is_null()),
            Self::Only => Some(deleted_at.is_not_null()),
            Self::Included => None,
        }
    }
}

/// The tenant's condition, which every reference to a tenant table carries.
pub(super) fn scope<T: Table>(tenant: Option<Uuid>) -> Option<Expr> {
    let column = T::DEF.tenant_column()?;
    Some(Expr::col((T::NAME, column)).eq(Expr::value(tenant)))
}
