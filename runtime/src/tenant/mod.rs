//! The tenant value that every statement on a tenant table takes (rule P03), and what carries it outside the database.

mod key;
#[cfg(feature = "ticket")]
mod ticket;

use std::fmt;

use uuid::Uuid;

pub use key::{KeyPart, TenantKey};
#[cfg(feature = "ticket")]
pub use ticket::{TicketError, TicketKeyError, TicketKeys};

use crate::{Id, Table};

/// One tenant: the row of the tenant root that all rows of a statement belong to.
///
/// It is a value, not ambient state. Create it once from the data that authenticated the request, and pass it on.
///
/// ```
/// # use peristyle::{Id, Tenant, Table};
/// # fn handler<Organization: Table>(organization_id: Id<Organization>) {
/// let tenant = Tenant::<Organization>::new(organization_id);
/// assert_eq!(tenant.id(), organization_id);
/// # }
/// ```
pub struct Tenant<Root> {
    id: Id<Root>,
}

impl<Root: Table> Tenant<Root> {
    /// Creates the tenant with this id. Take the id from the session or token that authenticated the caller, never from
    /// the body or the path of the request.
    #[must_use]
    pub const fn new(id: Id<Root>) -> Self {
        Self { id }
    }

    /// Returns the id of the tenant's row in the root.
    #[must_use]
    pub const fn id(self) -> Id<Root> {
        self.id
    }
}

impl<Root> Clone for Tenant<Root> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Root> Copy for Tenant<Root> {}

impl<Root> PartialEq for Tenant<Root> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl<Root> Eq for Tenant<Root> {}

impl<Root> fmt::Debug for Tenant<Root> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tenant({})", self.id)
    }
}

/// A value that names a tenant of `Root`: the first argument of every statement on a tenant table.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` does not name a tenant of `{Root}`",
    label = "expected a `Tenant<{Root}>`",
    note = "create it from what authenticated the caller: `Tenant::<{Root}>::new(id)`",
    note = "docs: peristyle::rules::P03"
)]
pub trait InTenant<Root> {
    /// The tenant.
    fn tenant(self) -> Tenant<Root>;
}

impl<Root> InTenant<Root> for Tenant<Root> {
    fn tenant(self) -> Tenant<Root> {
        self
    }
}

/// The tenant as a bound value.
#[doc(hidden)]
pub fn tenant<Root: Table>(token: impl InTenant<Root>) -> Option<Uuid> {
    Some(token.tenant().id().uuid())
}
