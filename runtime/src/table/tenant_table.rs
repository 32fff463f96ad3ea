use crate::InTenant;
use crate::query::InsertMany;
use crate::tenant::tenant as token;

use super::{PerTenant, Table, TenantRoot};

/// A table whose rows each belong to one tenant; the root itself is one too.
///
/// Beside the methods that `#[table]` generates on the struct itself, this is where its statements are: each takes the tenant first. Those of a
/// table that all tenants share are the same without it, on [`GlobalTable`](crate::GlobalTable). The prelude brings both.
pub trait TenantTable: Table<Scope = PerTenant<Self::Root>> {
    /// The table whose rows are the tenants.
    type Root: TenantRoot;

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
}
