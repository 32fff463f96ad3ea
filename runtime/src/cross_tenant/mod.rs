//! Selects over the rows of all tenants: the only statements without a tenant filter.

mod executor;
mod reason;
mod select;

use std::fmt;
use std::marker::PhantomData;

use crate::query::Executor;
use crate::quote::{Literal, Qualified};
use crate::{Error, TenantRoot};

pub use reason::Reason;
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
///
/// A value always has a reason in words. [`across_tenants!`](crate::across_tenants) creates it.
pub struct AcrossTenants<Root> {
    reason: Reason,
    root: PhantomData<fn() -> Root>,
}

impl<Root: TenantRoot> AcrossTenants<Root> {
    /// Creates the value with a reason that is chosen at run time, among texts of the program. For a reason in the
    /// source, write [`across_tenants!`](crate::across_tenants): there a reason without a word does not compile.
    ///
    /// ```
    /// # use peristyle::prelude::*;
    /// # /// A customer account.
    /// # #[table(name = "organizations", tenant_root)]
    /// # pub struct Organization { pub id: Id<Organization> }
    /// use peristyle::{AcrossTenants, Error};
    ///
    /// fn report(is_monthly: bool) -> Result<AcrossTenants<Organization>, Error> {
    ///     AcrossTenants::try_new(if is_monthly { "monthly report" } else { "report on request" })
    /// }
    /// # assert_eq!(report(true).unwrap().reason(), "monthly report");
    /// assert!(matches!(AcrossTenants::<Organization>::try_new("..."), Err(Error::NoReason)));
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::NoReason`]: the reason has no word. It is empty, or has only blanks, signs and invisible characters.
    pub const fn try_new(reason: &'static str) -> Result<Self, Error> {
        match Reason::of(reason) {
            Some(reason) => Ok(Self::with_reason(reason)),
            None => Err(Error::NoReason),
        }
    }

    /// Creates the value of [`across_tenants!`](crate::across_tenants).
    #[doc(hidden)]
    #[must_use]
    pub const fn with_reason(reason: Reason) -> Self {
        Self { reason, root: PhantomData }
    }

    /// Returns the reason.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        self.reason.text()
    }

    /// The SQL that opens the transaction. With `row_security = off` the server raises an error for a role under row
    /// level security, instead of returning no rows.
    #[cfg_attr(
        not(any(feature = "bb8", feature = "deadpool-postgres", feature = "sqlx")),
        allow(dead_code, reason = "used only with a pool")
    )]
    pub(crate) fn opening(self) -> String {
        let (reason, root) = (Literal(self.reason()), Qualified { schema: Root::SCHEMA, name: Root::NAME });
        format!(
            "BEGIN READ ONLY; SET LOCAL row_security = off; SET LOCAL peristyle.across_tenants = {reason}; SELECT FROM {root} LIMIT 0"
        )
    }
}

/// Creates an [`AcrossTenants`] with a reason in the source: `across_tenants!(Organization, "nightly reminders")`. The
/// root may be a parameter of a generic function, and the reason any constant.
///
/// A reason without a word does not compile: an empty one, or one of blanks, signs and invisible characters only.
/// [`AcrossTenants::try_new`] takes a reason that is chosen at run time.
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
        const REASON: $crate::__v0::Reason = $crate::__v0::Reason::in_source($reason);
        $crate::AcrossTenants::<$root>::with_reason(REASON)
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
        f.debug_tuple("AcrossTenants").field(&self.reason.text()).finish()
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
            assert!(matches!(AcrossTenants::<Organization>::try_new(reason), Err(Error::NoReason)), "{reason:?}");
        }
        fn of_any<Root: TenantRoot>() -> AcrossTenants<Root> {
            crate::across_tenants!(Root, "a report of any root")
        }
        const ALWAYS: AcrossTenants<Organization> = crate::across_tenants!(Organization, "reminders");
        for across in [AcrossTenants::<Organization>::try_new("理由").unwrap(), ALWAYS, of_any()] {
            assert!(across.opening().contains(across.reason()));
        }
    }
}
