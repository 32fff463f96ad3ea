use crate::query::{
    Delete, DeleteMany, FilterOn, Find, Insert, InsertMany, Restore, RestoreMany, Select, Update, UpdateMany,
};
use crate::tenant::tenant as token;
use crate::{AcrossTenants, AllowsDelete, AllowsPurge, AllowsRestore, InTenant, KeyOf, SelectAcross, UpdateRow};

use super::{PerTenant, Table, TenantRoot};

/// A table whose rows each belong to one tenant, or a tenant root.
///
/// Its statements are methods of this trait, on the struct: `Product::find(tenant, id)`. The prelude imports it, and
/// [`GlobalTable`](crate::GlobalTable) with the same statements for tables without a tenant; each statement here takes the tenant
/// first. Statements that name columns are generated on the struct: `Product::find_by_sku(tenant, "L-1")`. So are `find`, `update`,
/// `delete` and `restore` of a tenant root, since the tenant is the key of its row: `Organization::find(tenant)`.
///
/// Generic code calls them on `T: TenantTable`:
///
/// ```
/// # #[cfg(feature = "sqlx")] mod example {
/// # use peristyle::prelude::*;
/// # use peristyle::{Error, KeyOf, TenantTable};
/// # use peristyle::sqlx::TenantTransaction;
/// async fn get<T: TenantTable>(tx: &mut TenantTransaction<'_, T::Root>, key: impl KeyOf<T>) -> Result<T, Error> {
///     T::find(tx.tenant(), key).fetch_one(&mut *tx).await
/// }
/// # }
/// ```
pub trait TenantTable: Table<Scope = PerTenant<Self::Root>> {
    /// The tenant root.
    type Root: TenantRoot;

    /// Selects live rows of all tenants, in a transaction that [`AcrossTenants`] opens.
    fn select_across(_across: AcrossTenants<Self::Root>) -> SelectAcross<Self> {
        SelectAcross::new()
    }

    /// Selects live rows: add filters, an order and a limit, or read a page.
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
    /// # use peristyle::{Error, sqlx::TenantTransaction};
    /// async fn newest(tx: &mut TenantTransaction<'_, Organization>) -> Result<Vec<Product>, Error> {
    ///     let products = Product::select(tx.tenant()).filter(Product::SKU.starts_with("L-"));
    ///     products.order_by(Product::CREATED_AT.desc()).limit(20).fetch_all(&mut *tx).await
    /// }
    /// # }
    /// ```
    fn select(tenant: impl InTenant<Self::Root>) -> Select<Self> {
        Select::new(token::<Self::Root>(tenant))
    }

    /// Finds the live row with this primary key: its `Id`, or a tuple if the key has several columns.
    ///
    /// A row of another tenant is not found. `find_by_..`, for the columns of a unique index, is generated on the struct.
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
    /// # use peristyle::{Error, sqlx::TenantTransaction};
    /// async fn get(tx: &mut TenantTransaction<'_, Organization>, id: Id<Product>) -> Result<Product, Error> {
    ///     Product::find(tx.tenant(), id).fetch_one(&mut *tx).await
    /// }
    /// # }
    /// ```
    fn find(tenant: impl InTenant<Self::Root>, key: impl KeyOf<Self>) -> Find<Self> {
        Find::by_key(token::<Self::Root>(tenant), key.key())
    }

    /// Inserts one row and returns it. The statement sets the tenant and the timestamps.
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
    /// # use peristyle::{Error, sqlx::TenantTransaction};
    /// async fn add(tx: &mut TenantTransaction<'_, Organization>, sku: String) -> Result<Product, Error> {
    ///     Product::insert(tx.tenant(), ProductInsert::new(sku)).fetch_one(&mut *tx).await
    /// }
    /// # }
    /// ```
    fn insert(tenant: impl InTenant<Self::Root>, insert: Self::Insert) -> Insert<Self> {
        Insert::new(token::<Self::Root>(tenant), insert)
    }

    /// Updates columns of the live row with this primary key, and can return the row.
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
    /// # use peristyle::{Error, sqlx::TenantTransaction};
    /// async fn rename(tx: &mut TenantTransaction<'_, Organization>, id: Id<Product>, sku: &str) -> Result<Product, Error> {
    ///     Product::update(tx.tenant(), id, ProductUpdate::new().sku(sku)).fetch_one(&mut *tx).await
    /// }
    /// # }
    /// ```
    fn update(tenant: impl InTenant<Self::Root>, key: impl KeyOf<Self>, changes: Self::Update) -> Update<Self>
    where
        Self::Update: UpdateRow<Table = Self>,
    {
        Update::new(token::<Self::Root>(tenant), key.key(), changes)
    }

    /// Deletes the row with this primary key. In a table with soft deletes it sets `deleted_at`, which
    /// [`restore`](Self::restore) clears. In a table that waives them, and in a junction, the row cannot be restored.
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
    /// # use peristyle::{Error, sqlx::TenantTransaction};
    /// async fn remove(tx: &mut TenantTransaction<'_, Organization>, id: Id<Product>) -> Result<(), Error> {
    ///     Product::delete(tx.tenant(), id).execute(&mut *tx).await
    /// }
    /// # }
    /// ```
    fn delete(tenant: impl InTenant<Self::Root>, key: impl KeyOf<Self>) -> Delete<Self>
    where
        Self::Deletion: AllowsDelete<Self>,
    {
        Delete::new(token::<Self::Root>(tenant), key.key())
    }

    /// Restores the soft-deleted row with this primary key.
    fn restore(tenant: impl InTenant<Self::Root>, key: impl KeyOf<Self>) -> Restore<Self>
    where
        Self::Deletion: AllowsRestore<Self>,
    {
        Restore::new(token::<Self::Root>(tenant), key.key())
    }

    /// Inserts any number of rows in one statement.
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

    /// Updates columns of all live rows that match a condition.
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

    /// Deletes all live rows that match a condition, as `delete` does for one row: soft deletes, or real deletes if the
    /// table waives soft deletes.
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

    /// Restores all soft-deleted rows that match a condition.
    fn restore_many(tenant: impl InTenant<Self::Root>, filter: impl FilterOn<Self>) -> RestoreMany<Self>
    where
        Self::Deletion: AllowsRestore<Self>,
    {
        RestoreMany::new(token::<Self::Root>(tenant), filter)
    }

    /// Deletes the row with this primary key for good, and can return its last values. Only for tables that waive soft
    /// deletes, and junctions: the application role has no DELETE privilege on other tables (rule T03).
    fn purge(tenant: impl InTenant<Self::Root>, key: impl KeyOf<Self>) -> Delete<Self>
    where
        Self::Deletion: AllowsPurge<Self>,
    {
        Delete::new(token::<Self::Root>(tenant), key.key())
    }

    /// Deletes all rows that match a condition for good, as [`purge`](Self::purge) does for one row.
    fn purge_many(tenant: impl InTenant<Self::Root>, filter: impl FilterOn<Self>) -> DeleteMany<Self>
    where
        Self::Deletion: AllowsPurge<Self>,
    {
        DeleteMany::new(token::<Self::Root>(tenant), filter)
    }
}
