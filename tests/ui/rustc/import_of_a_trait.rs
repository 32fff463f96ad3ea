//! E0599, E0599, E0599, E0599, E0599, E0599, E0599, E0599, E0599, E0599, E0599, E0599, E0599, E0599, E0599, E0599: rustc names the trait to import. The prelude imports all of them

use peristyle::{Error, Id, Tenant, table};

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

/// A country.
#[table(name = "countries")]
pub struct Country {
    pub id: Id<Country>,
}

/// What names columns needs no import, and neither does the row of a root.
pub async fn no_trait(pool: &sqlx::PgPool, tenant: Tenant<Organization>) -> Result<(), Error> {
    let _ = Organization::find(tenant).fetch_one(pool).await?;
    let _ = Product::find_by_sku(tenant, "a").fetch_one(pool).await?;
    Ok(())
}

/// Of `find`, rustc quotes `Iterator::find` too.
pub async fn one(pool: &sqlx::PgPool, tenant: Tenant<Organization>, id: Id<Product>) -> Result<(), Error> {
    let _ = Product::select(tenant).filter(Product::SKU.eq("a")).order_by(Product::SKU.asc()).limit(9).fetch_all(pool).await?;
    Product::insert(tenant, ProductInsert::new("a")).execute(pool).await?;
    Product::update(tenant, id, ProductUpdate::new().sku("b")).execute(pool).await?;
    Country::delete(Id::<Country>::generate()).execute(pool).await?;
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
