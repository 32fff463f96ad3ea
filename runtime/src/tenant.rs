//! The token of a tenant: a value that every statement on a tenant table takes (rule P03).

use std::fmt;

use crate::{Id, Table};

/// Stands for one tenant: the row of the root that all rows read and written belong to.
///
/// It is a value, not ambient state: make it once from what authenticated the request, and pass it on.
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
    /// The tenant of that id. Take the id from the session or the token that authenticated the caller, never from the request's own words.
    #[must_use]
    pub const fn new(id: Id<Root>) -> Self {
        Self { id }
    }

    /// The id of the root's row.
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

/// A value that names a tenant of `Root`: what every statement on a tenant table takes first.
#[diagnostic::on_unimplemented(
    message = "[P03] `{Self}` does not name a tenant of `{Root}`",
    label = "a `Tenant<{Root}>` is wanted here",
    note = "make it from what authenticated the caller: `Tenant::<{Root}>::new(id)`",
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
