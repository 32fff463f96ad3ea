//! E0599, E0599, E0599, E0599, E0599, E0599, E0599, E0599, E0599, E0599: rustc names the trait to import. The prelude imports all of them

use peristyle::{Error, Id, Tenant, table};

/// A customer account.
#[table(name = "organizations", tenant_root)]
pub struct Organization {
    pub id: Id<Organization>,
}

/// Something that is sold.
#[table(name = "org_products", tenant = Organization)]
pub struct Product {
    pub id: Id<Product>,
    pub organization_id: Id<Organization>,
    pub sku: String,
}

/// A country.
#[table(name = "countries")]
pub struct Country {
    pub id: Id<Country>,
}

/// Statements on one row and selects need no import.
pub async fn no_trait(pool: &sqlx::PgPool, tenant: Tenant<Organization>, id: Id<Product>) -> Result<(), Error> {
    let _ = Product::select(tenant).filter(Product::SKU.eq("a")).order_by(Product::SKU.asc()).limit(9).fetch_all(pool).await?;
    let row = Product::find(tenant, id).fetch_one(pool).await?;
    Product::update(tenant, row.id, ProductUpdate::new().sku("b")).execute(pool).await?;
    Ok(())
}

pub async fn a_pool(pool: &sqlx::PgPool, tenant: Tenant<Organization>) -> Result<(), Error> {
    pool.begin_tenant(tenant).await?.commit().await?;
    pool.in_tenant(tenant).retry(3).run(|tx| async move { tx.commit().await }).await?;
    pool.begin_across(peristyle::across_tenants!(Organization, "a report")).await?;
    Ok(())
}

pub async fn another_pool(pool: &deadpool_postgres::Pool, tenant: Tenant<Organization>) -> Result<(), Error> {
    pool.begin_tenant(tenant).await?.commit().await
}

pub async fn a_connection(connection: &mut sqlx::PgConnection, tenant: Tenant<Organization>) -> Result<(), Error> {
    connection.begin_tenant(tenant).await?.commit().await
}

pub async fn a_client(client: &mut tokio_postgres::Client, tenant: Tenant<Organization>) -> Result<(), Error> {
    client.begin_tenant(tenant).await?.commit().await
}

pub async fn many(pool: &sqlx::PgPool, tenant: Tenant<Organization>) -> Result<(), Error> {
    Product::insert_many(tenant, [ProductInsert::new("a")]).execute(pool).await?;
    Product::update_many(tenant, Product::SKU.eq("a"), ProductUpdate::new().sku("b")).execute(pool).await?;
    Product::select_across(peristyle::across_tenants!(Organization, "a report"));
    Country::insert_many([CountryInsert::new()]).execute(pool).await?;
    Ok(())
}

fn main() {}
