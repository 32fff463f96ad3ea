//! E0599, E0599, P03, P03: what no enabled driver opens a transaction on, owned and borrowed, and a transaction.

use peristyle::prelude::*;

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// Something that is sold.
#[table(name = "org_products", tenant = Organization, unique(sku))]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    #[column(varchar(100))]
    pub sku: String,
}

pub struct Database;

pub struct State {
    pub database: Database,
}

type Transaction = peristyle::sqlx::TenantTransaction<'static, Organization>;

pub async fn begin(state: State, borrowed: &Database, tenant: Tenant<Organization>, mut tx: Transaction) {
    let _ = state.database.begin_tenant(tenant).await;
    let _ = state.database.in_tenant(tenant);
    let _ = borrowed.begin_tenant(tenant).await;
    let _ = tx.begin_tenant(tenant).await;
}

fn main() {}
