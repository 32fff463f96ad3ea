use crate::query::{Delete, DeleteMany, FilterOn, InsertMany, RestoreMany, UpdateMany};
use crate::{AllowsDelete, AllowsPurge, AllowsRestore, KeyOf, UpdateRow};

use super::{Global, Table};

/// A table that all tenants share.
///
/// It has the statements of a [`TenantTable`](crate::TenantTable), without the tenant.
pub trait GlobalTable: Table<Scope = Global> {
    /// As [`TenantTable::insert_many`](crate::TenantTable::insert_many).
    fn insert_many(rows: impl IntoIterator<Item = Self::Insert>) -> InsertMany<Self> {
        InsertMany::new(None, rows)
    }

    /// As [`TenantTable::update_many`](crate::TenantTable::update_many).
    fn update_many(filter: impl FilterOn<Self>, changes: Self::Update) -> UpdateMany<Self>
    where
        Self::Update: UpdateRow<Table = Self>,
    {
        UpdateMany::new(None, filter, changes)
    }

    /// As [`TenantTable::delete_many`](crate::TenantTable::delete_many).
    fn delete_many(filter: impl FilterOn<Self>) -> DeleteMany<Self>
    where
        Self::Deletion: AllowsDelete<Self>,
    {
        DeleteMany::new(None, filter)
    }

    /// As [`TenantTable::restore_many`](crate::TenantTable::restore_many).
    fn restore_many(filter: impl FilterOn<Self>) -> RestoreMany<Self>
    where
        Self::Deletion: AllowsRestore<Self>,
    {
        RestoreMany::new(None, filter)
    }

    /// As [`TenantTable::purge`](crate::TenantTable::purge).
    fn purge(key: impl KeyOf<Self>) -> Delete<Self>
    where
        Self::Deletion: AllowsPurge<Self>,
    {
        Delete::new(None, key.key())
    }

    /// As [`TenantTable::purge_many`](crate::TenantTable::purge_many).
    fn purge_many(filter: impl FilterOn<Self>) -> DeleteMany<Self>
    where
        Self::Deletion: AllowsPurge<Self>,
    {
        DeleteMany::new(None, filter)
    }
}
