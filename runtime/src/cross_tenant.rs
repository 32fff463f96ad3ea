//! Selects over the rows of all tenants: the only statements without a tenant filter.

use std::fmt;
use std::marker::PhantomData;

use crate::query::{
    Bounded, Executor, FilterExpr, FilterOn, Limited, OrderOn, SelectTree, Statement, StatementFuture, Unlimited,
};
use crate::query::{SortTerms, run};
use crate::quote::{Literal, Qualified};
use crate::{Error, TenantRoot, TenantTable, humanize};

/// All tenants of `Root`, with the reason for reading across them.
///
/// [`begin_across`](crate::transaction::TenantPool::begin_across) opens a transaction on a pool whose role has
/// `BYPASSRLS`. Statements across tenants run only in such a transaction:
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
/// The transaction is read-only. Write for a tenant in a transaction of that tenant, where the database checks each
/// row. The reason is stored in the setting `peristyle.across_tenants` of the transaction, so it appears in the server
/// log.
pub struct AcrossTenants<Root> {
    reason: &'static str,
    root: PhantomData<fn() -> Root>,
}

impl<Root: TenantRoot> AcrossTenants<Root> {
    /// Creates the value with a reason that says more than the name of the job.
    /// [`begin_across`](crate::transaction::TenantPool::begin_across) refuses a reason without a word, such as "" or
    /// ".".
    #[must_use]
    pub const fn new(reason: &'static str) -> Self {
        Self { reason, root: PhantomData }
    }

    /// What [`across_tenants!`](crate::across_tenants) evaluates while compiling.
    #[doc(hidden)]
    #[must_use]
    #[track_caller]
    pub const fn stated(reason: &'static str) -> Self {
        let bytes = reason.as_bytes();
        let mut at = 0;
        // Which letters beyond ASCII are seen is decided when the transaction is opened.
        while at < bytes.len() && bytes[at].is_ascii() && !bytes[at].is_ascii_alphanumeric() {
            at += 1;
        }
        assert!(
            at < bytes.len(),
            "[P03] reading across tenants needs a reason\n  = help: write why in words: `across_tenants!(Root, \"nightly reminders\")`\n  = docs: peristyle::rules::P03"
        );
        Self::new(reason)
    }

    /// Returns the reason.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        self.reason
    }

    /// The SQL that opens the transaction. With `row_security = off` the server raises an error for a role under row
    /// level security, instead of returning no rows.
    #[cfg_attr(
        not(any(feature = "sqlx", feature = "deadpool-postgres")),
        allow(dead_code, reason = "used only with a pool")
    )]
    pub(crate) fn opening(self) -> Result<String, Error> {
        if humanize::has_no_word(self.reason) {
            return Err(Error::NoReason);
        }
        let (reason, root) = (Literal(self.reason), Qualified { schema: Root::SCHEMA, name: Root::NAME });
        Ok(format!(
            "BEGIN READ ONLY; SET LOCAL row_security = off; SET LOCAL peristyle.across_tenants = {reason}; SELECT FROM {root} LIMIT 0"
        ))
    }
}

/// An [`AcrossTenants`] whose reason is checked while compiling: `across_tenants!(Organization, "nightly reminders")`.
///
/// [`AcrossTenants::new`] checks it when the transaction is opened.
///
/// ```
/// # use peristyle::prelude::*;
/// # /// A customer account.
/// # #[table(name = "organizations", tenant_root)]
/// # pub struct Organization { pub id: Id<Organization> }
/// let across = peristyle::across_tenants!(Organization, "nightly reminders of open invoices");
/// assert_eq!(across.reason(), "nightly reminders of open invoices");
/// ```
#[macro_export]
macro_rules! across_tenants {
    ($root:ty, $reason:expr $(,)?) => {{
        const ACROSS: $crate::AcrossTenants<$root> = $crate::AcrossTenants::<$root>::stated($reason);
        ACROSS
    }};
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

/// The executor of statements over all tenants of `Root`: the transaction of an [`AcrossTenants`].
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` is not a transaction across tenants",
    label = "this statement reads across tenants",
    note = "open a transaction with `pool.begin_across(across)` and run the statement on `&mut transaction`",
    note = "docs: peristyle::rules::P03"
)]
pub trait ExecutorAcross<Root>: Executor {}

/// Selects the live rows of all tenants: `Invoice::select_across(across)`. Add conditions with
/// [`filter`](Self::filter). [`fetch_all`](Self::fetch_all) needs a [`limit`](Self::limit).
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

    /// Returns at most this number of rows.
    pub fn limit(self, rows: u32) -> SelectAcross<T, Limited> {
        let tree = self.tree.map(|mut tree| {
            tree.limit = Some(rows.into());
            tree
        });
        SelectAcross { tree, types: PhantomData }
    }
}

impl<T: TenantTable, L> SelectAcross<T, L> {
    /// Adds a condition; all conditions must hold. A subselect in the condition belongs to one tenant, so it is refused
    /// with [`Error::OtherTenant`].
    pub fn filter<P>(mut self, filter: impl FilterOn<T, P>) -> Self {
        self.tree = self.tree.and_then(|tree| {
            let FilterExpr(term) = filter.term()?;
            tree.and(term)
        });
        self
    }

    /// Adds an order. Rows that are equal in it are ordered by the next one.
    pub fn order_by<P>(mut self, order: impl OrderOn<T, P>) -> Self {
        let SortTerms(sorts) = order.sort();
        if let Ok(tree) = &mut self.tree {
            sorts.into_iter().for_each(|sort| tree.order(sort));
        }
        self
    }

    /// Returns the SQL and the values.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`]: a value of a condition cannot be stored in PostgreSQL. [`Error::OtherTenant`]: a condition
    /// contains a subselect of one tenant.
    pub fn into_statement(self) -> Result<Statement, Error> {
        let tree = self.tree?;
        Ok(tree.statement(tree.query().0))
    }

    /// Returns the rows. Their tenant column contains the tenant.
    ///
    /// # Errors
    ///
    /// As [`SelectAcross::into_statement`], and errors of the database or the driver.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::Organization;

    #[test]
    fn a_reason_has_a_word() {
        for reason in ["", " ", ".", "\u{200b}", "\u{3164}"] {
            assert!(matches!(AcrossTenants::<Organization>::new(reason).opening(), Err(Error::NoReason)), "{reason:?}");
        }
        for across in [AcrossTenants::<Organization>::new("理由"), crate::across_tenants!(Organization, "reminders")]
        {
            assert!(across.opening().is_ok_and(|sql| sql.contains(across.reason())));
        }
    }
}
