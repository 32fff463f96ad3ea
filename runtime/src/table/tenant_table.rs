use crate::query::{Delete, DeleteMany, FilterOn, InsertMany, RestoreMany, UpdateMany};
use crate::tenant::tenant as token;
use crate::{AcrossTenants, AllowsDelete, AllowsPurge, AllowsRestore, InTenant, KeyOf, SelectAcross, UpdateRow};

use super::{PerTenant, Table, TenantRoot};

/// A table whose rows each belong to one tenant; the root itself is one too.
///
/// Beside the methods that `#[table]` generates on the struct itself, this is where its statements are: each takes the tenant first. Those of a
/// table that all tenants share are the same without it, on [`GlobalTable`](crate::GlobalTable). The prelude brings both.
pub trait TenantTable: Table<Scope = PerTenant<Self::Root>> {
    /// The table whose rows are the tenants.
    type Root: TenantRoot;

    /// Reads live rows of all tenants, in the transaction that [`AcrossTenants`] opens.
    fn select_across(_across: AcrossTenants<Self::Root>) -> SelectAcross<Self> {
        SelectAcross::new()
    }

    /// Writes any number of new rows in one statement.
    ///
    /// ```
    /// # #[cfg(feature = "sqlx")] mod example {
    /// # use peristyle::prelude::*;
    /// # /// A customer account.
    /// # #[table(name = "organizations", tenant_root)]
    /// # pub struct Organization { pub id: Id<Organization> }
    /// # /// Something that is sold.
    /// # #[table(name = "org_products", tenant = Organization)]
    /// # pub struct Product { pub id: Id<Product>, pub organization_id: Id<Organization>, #[column(varchar(100))] pub sku: String }
    /// # use peristyle::sqlx::TenantTransaction;
    /// async fn import(tx: &mut TenantTransaction<'_, Organization>, skus: Vec<String>) -> Result<Vec<Product>, peristyle::Error> {
    ///     Product::insert_many(tx.tenant(), skus.into_iter().map(ProductInsert::new)).fetch_all(&mut *tx).await
    /// }
    /// # }
    /// ```
    fn insert_many(
        tenant: impl InTenant<Self::Root>,
        rows: impl IntoIterator<Item = Self::Insert>,
    ) -> InsertMany<Self> {
        InsertMany::new(token::<Self::Root>(tenant), rows)
    }

    /// Changes columns of all live rows that a condition holds for.
    ///
    /// ```
    /// # #[cfg(feature = "sqlx")] mod example {
    /// # use peristyle::prelude::*;
    /// # /// A customer account.
    /// # #[table(name = "organizations", tenant_root)]
    /// # pub struct Organization { pub id: Id<Organization> }
    /// # /// Something that is sold.
    /// # #[table(name = "org_products", tenant = Organization)]
    /// # pub struct Product { pub id: Id<Product>, pub organization_id: Id<Organization>, pub stock: i64 }
    /// # use peristyle::sqlx::TenantTransaction;
    /// async fn recount(tx: &mut TenantTransaction<'_, Organization>) -> Result<u64, peristyle::Error> {
    ///     let broken = Product::STOCK.lt(0);
    ///     Product::update_many(tx.tenant(), broken, ProductUpdate::new().stock(0)).execute(&mut *tx).await
    /// }
    /// # }
    /// ```
    fn update_many(
        tenant: impl InTenant<Self::Root>,
        filter: impl FilterOn<Self>,
        changes: Self::Update,
    ) -> UpdateMany<Self>
    where
        Self::Update: UpdateRow<Table = Self>,
    {
        UpdateMany::new(token::<Self::Root>(tenant), filter, changes)
    }

    /// Deletes all live rows that a condition holds for, as `delete` does one: they are marked, or gone where the table waives soft deletes.
    ///
    /// ```
    /// # #[cfg(feature = "sqlx")] mod example {
    /// # use peristyle::prelude::*;
    /// # /// A customer account.
    /// # #[table(name = "organizations", tenant_root)]
    /// # pub struct Organization { pub id: Id<Organization> }
    /// # /// Something that is sold.
    /// # #[table(name = "org_products", tenant = Organization)]
    /// # pub struct Product { pub id: Id<Product>, pub organization_id: Id<Organization>, pub stock: i64 }
    /// # use peristyle::sqlx::TenantTransaction;
    /// async fn clear(tx: &mut TenantTransaction<'_, Organization>) -> Result<Vec<Product>, peristyle::Error> {
    ///     Product::delete_many(tx.tenant(), Product::STOCK.eq(0)).fetch_all(&mut *tx).await
    /// }
    /// # }
    /// ```
    fn delete_many(tenant: impl InTenant<Self::Root>, filter: impl FilterOn<Self>) -> DeleteMany<Self>
    where
        Self::Deletion: AllowsDelete<Self>,
    {
        DeleteMany::new(token::<Self::Root>(tenant), filter)
    }

    /// Makes all deleted rows that a condition holds for live again.
    fn restore_many(tenant: impl InTenant<Self::Root>, filter: impl FilterOn<Self>) -> RestoreMany<Self>
    where
        Self::Deletion: AllowsRestore<Self>,
    {
        RestoreMany::new(token::<Self::Root>(tenant), filter)
    }

    /// Deletes the row of that key for good, and can return it as it was. Only where the table waives soft deletes, or is a junction: a table that
    /// keeps its deleted rows keeps them, and the application's role may not delete them (rule T03).
    fn purge(tenant: impl InTenant<Self::Root>, key: impl KeyOf<Self>) -> Delete<Self>
    where
        Self::Deletion: AllowsPurge<Self>,
    {
        Delete::new(token::<Self::Root>(tenant), key.key())
    }

    /// Deletes all rows that a condition holds for, for good, as [`purge`](Self::purge) does one.
    fn purge_many(tenant: impl InTenant<Self::Root>, filter: impl FilterOn<Self>) -> DeleteMany<Self>
    where
        Self::Deletion: AllowsPurge<Self>,
    {
        DeleteMany::new(token::<Self::Root>(tenant), filter)
    }
}
