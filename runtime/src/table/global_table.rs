use crate::query::InsertMany;

use super::{Global, Table};

/// A table that all tenants share.
///
/// Its statements are those of a [`TenantTable`](crate::TenantTable), without the tenant.
pub trait GlobalTable: Table<Scope = Global> {
    /// As [`TenantTable::insert_many`](crate::TenantTable::insert_many).
    fn insert_many(rows: impl IntoIterator<Item = Self::Insert>) -> InsertMany<Self> {
        InsertMany::new(None, rows)
    }
}
