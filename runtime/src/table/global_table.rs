use super::{Global, Table};

/// A table that all tenants share.
///
/// Its statements are those of a [`TenantTable`](crate::TenantTable), without the tenant.
pub trait GlobalTable: Table<Scope = Global> {}
