//! Selects over the rows of all tenants: the only statements without a tenant filter.

mod executor;
mod select;

use std::fmt;
use std::marker::PhantomData;

use crate::query::Executor;
use crate::quote::{Literal, Qualified};
use crate::{Error, TenantRoot, humanize};

pub use select::{JoinedAcross, PagedAcross, SelectAcross};

/// All tenants of `Root`, with the reason for reading across them.
///
/// [`begin_across`](crate::transaction::TenantPool::begin_across) opens a transaction on a pool whose role has
/// `BYPASSRLS`. Statements across tenants run only in such a transaction:
///
/// ```
/// # #[cfg(feature = "sqlx")] mod example {
/// # use peristyle::prelude::*;
/// # use peristyle::across_tenants;
/// # /// A customer account.
/// # #[table(name = "organizations", tenant_root)]
/// # pub struct Organization { pub id: Id<Organization> }
/// # /// Something to pay.
/// # #[table(name = "org_invoices", tenant = Organization)]
/// # pub struct Invoice { pub id: Id<Invoice>, pub organization_id: Id<Organization>, pub open: bool }
/// # use sqlx::PgPool;
/// async fn remind(billing: &PgPool) -> Result<(), peristyle::Error> {
///     let across = across_tenants!(Organization, "nightly reminders of open invoices");
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
    /// Creates the value with a reason that is chosen at run time.
    /// [`begin_across`](crate::transaction::TenantPool::begin_across) refuses a reason without a word, such as "" or
    /// ".". For a reason in the source, write [`across_tenants!`](crate::across_tenants), with which such a reason does
    /// not compile.
    #[must_use]
    pub const fn new(reason: &'static str) -> Self {
        Self { reason, root: PhantomData }
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
/// The root may be a parameter of a generic function.
///
/// [`AcrossTenants::new`] takes a reason that is chosen at run time, which is checked when the transaction is opened.
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
        // Without the root, so that the compiler evaluates it also for the root of a generic function.
        const REASON: &'static str = $crate::__v0::reason_across($reason);
        $crate::AcrossTenants::<$root>::new(REASON)
    }};
}

/// Returns a reason that has a word.
#[doc(hidden)]
#[must_use]
#[track_caller]
pub const fn reason_across(reason: &'static str) -> &'static str {
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
    reason
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::Organization;

    #[test]
    fn a_reason_has_a_word() {
        for reason in ["", " ", ".", "\u{200b}", "\u{3164}"] {
            assert!(matches!(AcrossTenants::<Organization>::new(reason).opening(), Err(Error::NoReason)), "{reason:?}");
        }
        fn of_any<Root: TenantRoot>() -> AcrossTenants<Root> {
            crate::across_tenants!(Root, "a report of any root")
        }
        const ALWAYS: AcrossTenants<Organization> = crate::across_tenants!(Organization, "reminders");
        for across in [AcrossTenants::<Organization>::new("理由"), ALWAYS, of_any()] {
            assert!(across.opening().is_ok_and(|sql| sql.contains(across.reason())));
        }
    }
}
