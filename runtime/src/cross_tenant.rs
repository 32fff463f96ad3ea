//! Reading the rows of all tenants at once: the one way past the tenant, for the rare job that needs it.

use std::fmt;
use std::marker::PhantomData;

use crate::query::{
    Bounded, Executor, FilterExpr, FilterOn, Limited, OrderOn, SelectTree, Statement, StatementFuture, Unlimited,
};
use crate::query::{SortTerm, run};
use crate::quote::{Literal, Qualified};
use crate::{Error, TenantRoot, TenantTable};

/// Stands for all tenants of `Root`, with the reason why a job reads across them.
///
/// It opens a transaction of its own, on a pool whose role bypasses row level security (`BYPASSRLS`), and statements made with it run nowhere else:
///
/// ```
/// # #[cfg(feature = "sqlx")] mod example {
/// # use peristyle::prelude::*;
/// # use peristyle::AcrossTenants;
/// # /// A customer account.
/// # #[table(name = "organizations", tenant_root)]
/// # pub struct Organization { pub id: Id<Organization> }
/// # /// Something to pay.
/// # #[table(name = "org_invoices", tenant = Organization)]
/// # pub struct Invoice { pub id: Id<Invoice>, pub organization_id: Id<Organization>, pub open: bool }
/// # use sqlx::PgPool;
/// async fn remind(billing: &PgPool) -> Result<(), peristyle::Error> {
///     let across = AcrossTenants::<Organization>::new("nightly reminders of open invoices");
///     let mut tx = billing.begin_across(across).await?;
///     let open = Invoice::select_across(across).filter(Invoice::OPEN.eq(true)).limit(1000).fetch_all(&mut tx).await?;
/// #   let _ = open;
///     Ok(())
/// }
/// # }
/// ```
///
/// The transaction is read-only. What is to be written for a tenant, is written in a transaction of that tenant, where the database checks it: no
/// statement can then put a row into the wrong tenant. The reason is the setting `peristyle.across_tenants` of the transaction, so the server's log
/// has it.
pub struct AcrossTenants<Root> {
    reason: &'static str,
    root: PhantomData<fn() -> Root>,
}

impl<Root: TenantRoot> AcrossTenants<Root> {
    /// For that reason, in words that say more than the name of the job. [`begin_across`](crate::transaction::TenantPool::begin_across) refuses one that
    /// is empty.
    #[must_use]
    pub const fn new(reason: &'static str) -> Self {
        Self { reason, root: PhantomData }
    }

    /// The reason.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        self.reason
    }

    /// Opens the transaction, and fails where the role is held to row level security: `row_security = off` makes the server say so instead of
    /// leaving rows out.
    #[cfg_attr(not(any(feature = "sqlx", feature = "deadpool-postgres")), allow(dead_code, reason = "a pool opens"))]
    pub(crate) fn opening(self) -> Result<String, Error> {
        if self.reason.trim().is_empty() {
            return Err(Error::NoReason);
        }
        let (reason, root) = (Literal(self.reason), Qualified { schema: Root::SCHEMA, name: Root::NAME });
        Ok(format!(
            "BEGIN READ ONLY; SET LOCAL row_security = off; SET LOCAL peristyle.across_tenants = {reason}; SELECT FROM {root} LIMIT 0"
        ))
    }
}

impl<Root> Clone for AcrossTenants<Root> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Root> Copy for AcrossTenants<Root> {}

impl<Root> fmt::Debug for AcrossTenants<Root> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AcrossTenants").field(&self.reason).finish()
    }
}

/// The transaction of an [`AcrossTenants`]: what statements over all tenants of `Root` run on.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` is held to one tenant, or to none",
    label = "this statement reads across tenants",
    note = "open a transaction with `pool.begin_across(across)` and run the statement on `&mut transaction`",
    note = "docs: peristyle::rules::P03"
)]
pub trait ExecutorAcross<Root>: Executor {}

/// Reads rows of all tenants: `Invoice::select_across(across)`. Those that are not deleted, narrowed by [`filter`](Self::filter); a list is
/// fetched only with a [`limit`](Self::limit).
#[must_use = "a statement does nothing until it is run"]
#[derive(Debug)]
pub struct SelectAcross<T, L = Unlimited> {
    tree: Result<SelectTree, Error>,
    types: PhantomData<fn() -> (T, L)>,
}

impl<T: TenantTable> SelectAcross<T> {
    pub(crate) fn new() -> Self {
        Self { tree: Ok(SelectTree::across::<T>()), types: PhantomData }
    }

    /// At most that many rows.
    pub fn limit(self, rows: u32) -> SelectAcross<T, Limited> {
        let tree = self.tree.map(|mut tree| {
            tree.limit = Some(rows.into());
            tree
        });
        SelectAcross { tree, types: PhantomData }
    }
}

impl<T: TenantTable, L> SelectAcross<T, L> {
    /// Only rows for which the condition holds, and every other condition of this list. A select within the condition is one tenant's, and
    /// so is refused with [`Error::OtherTenant`].
    pub fn filter<P>(mut self, filter: impl FilterOn<T, P>) -> Self {
        self.tree = self.tree.and_then(|tree| {
            let FilterExpr(term) = filter.term()?;
            tree.and(term)
        });
        self
    }

    /// In that order; where rows agree in it, in the order of the next call.
    pub fn order_by<P>(mut self, order: impl OrderOn<T, P>) -> Self {
        let SortTerm(sort) = order.sort();
        if let Ok(tree) = &mut self.tree {
            tree.order(sort);
        }
        self
    }

    /// The statement as SQL and values.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`]: a value of a condition has no form in PostgreSQL. [`Error::OtherTenant`]: a select in a condition is one tenant's.
    pub fn into_statement(self) -> Result<Statement, Error> {
        let tree = self.tree?;
        Ok(tree.statement(tree.query().0))
    }

    /// The rows, which say whose they are in their tenant column.
    ///
    /// # Errors
    ///
    /// As [`SelectAcross::into_statement`]; what the database or the driver refuses.
    pub fn fetch_all<'executor>(
        self,
        executor: impl ExecutorAcross<T::Root> + 'executor,
    ) -> StatementFuture<'executor, Vec<T>>
    where
        L: Bounded,
    {
        run::fetch_all(self.into_statement(), executor)
    }
}
