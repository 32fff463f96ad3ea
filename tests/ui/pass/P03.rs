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
    pub sku: String,
}

/// The newest products of whoever is signed in.
pub async fn newest(
    pool: &sqlx::PgPool,
    tenant: Tenant<Organization>,
) -> Result<Vec<Product>, peristyle::Error> {
    let mut transaction = pool.begin_tenant(tenant).await?;
    let products = Product::select(tenant)
        .filter(Product::SKU.ne("L-1"))
        .order_by(Product::CREATED_AT.desc())
        .limit(20)
        .fetch_all(&mut transaction)
        .await?;
    transaction.commit().await?;
    Ok(products)
}

schema! { pub SCHEMA = [Organization, Product] }
