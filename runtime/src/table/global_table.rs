use crate::query::{
    Delete, DeleteMany, FilterOn, Find, Insert, InsertMany, Restore, RestoreMany, Select, Update, UpdateMany,
};
use crate::{AllowsDelete, AllowsPurge, AllowsRestore, KeyOf, UpdateRow};

use super::{Global, Table};

/// A table that all tenants share.
///
/// Its statements are methods of this trait, on the struct, as those of a [`TenantTable`](crate::TenantTable), without the tenant:
/// `Country::find(id)`. The prelude imports it. Statements that name columns are generated on the struct: `Country::find_by_code("de")`.
pub trait GlobalTable: Table<Scope = Global> {
    /// Selects live rows: add filters, an order and a limit, or read a page, as [`TenantTable::select`](crate::TenantTable::select).
    fn select() -> Select<Self> {
        Select::new(None)
    }

    /// Finds the live row with this primary key, as [`TenantTable::find`](crate::TenantTable::find).
    fn find(key: impl KeyOf<Self>) -> Find<Self> {
        Find::by_key(None, key.key())
    }

    /// Inserts one row and returns it, as [`TenantTable::insert`](crate::TenantTable::insert).
    fn insert(insert: Self::Insert) -> Insert<Self> {
        Insert::new(None, insert)
    }

    /// Updates columns of the live row with this primary key, and can return the row, as [`TenantTable::update`](crate::TenantTable::update).
    fn update(key: impl KeyOf<Self>, changes: Self::Update) -> Update<Self>
    where
        Self::Update: UpdateRow<Table = Self>,
    {
        Update::new(None, key.key(), changes)
    }

    /// Deletes the row with this primary key, as [`TenantTable::delete`](crate::TenantTable::delete).
    fn delete(key: impl KeyOf<Self>) -> Delete<Self>
    where
        Self::Deletion: AllowsDelete<Self>,
    {
        Delete::new(None, key.key())
    }

    /// Restores the soft-deleted row with this primary key, as [`TenantTable::restore`](crate::TenantTable::restore).
    fn restore(key: impl KeyOf<Self>) -> Restore<Self>
    where
        Self::Deletion: AllowsRestore<Self>,
    {
        Restore::new(None, key.key())
    }

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
