use super::{PerTenant, Table, TenantRoot};

/// A table whose rows each belong to one tenant; the root itself is one too.
///
/// Beside the methods that `#[table]` generates on the struct itself, this is where its statements are: each takes the tenant first. Those of a
/// table that all tenants share are the same without it, on [`GlobalTable`](crate::GlobalTable). The prelude brings both.
pub trait TenantTable: Table<Scope = PerTenant<Self::Root>> {
    /// The table whose rows are the tenants.
    type Root: TenantRoot;
}
