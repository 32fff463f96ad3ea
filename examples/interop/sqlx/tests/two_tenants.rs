//! Two tenants, with statements of sqlx and of peristyle in one transaction.

use std::error::Error;

use interop_sqlx::{add_shelf, raise_prices, shelves};
use peristyle::prelude::*;
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Role, Server};
use quickstart_schema::{Category, CategoryInsert, Organization, OrganizationInsert, Product, ProductInsert, SCHEMA};
use rust_decimal::Decimal;
use sqlx::PgPool;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// An organization with a lamp.
async fn sign_up(pool: &PgPool, name: &str) -> Outcome<Tenant<Organization>> {
    let row = OrganizationInsert::new(name);
    let tenant = Tenant::new(row.id());
    let mut tx = pool.begin_tenant(tenant).await?;
    Organization::insert(tenant, row).execute(&mut tx).await?;
    let lights = Category::insert(tenant, CategoryInsert::new("Lights")).fetch_one(&mut tx).await?;
    let lamp = ProductInsert::new("Lamp", "L-1", Decimal::from(20)).category_id(lights.id);
    Product::insert(tenant, lamp).execute(&mut tx).await?;
    tx.commit().await?;
    Ok(tenant)
}

#[tokio::test]
async fn statements_of_sqlx_share_the_transaction_and_the_tenant() -> Outcome {
    let server = Server::shared().await?;
    let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
    let template = server.template("interop_sqlx", &ddl::sql(&SCHEMA, &options)?).await?;
    let database = server.database(&template).await?;
    let pool = PgPool::connect(&database.url(Role::Application)).await?;
    let (lamps, books) = (sign_up(&pool, "Lamps & Sons").await?, sign_up(&pool, "The Book Corner").await?);

    let mut tx = pool.begin_tenant(lamps).await?;
    // What peristyle inserts, sqlx reads before the commit, and the other way round.
    let novels = Category::insert(lamps, CategoryInsert::new("Novels")).fetch_one(&mut tx).await?;
    let oil = add_shelf(&mut tx, lamps.id(), "Oil lamps").await?;
    assert_eq!(raise_prices(&mut tx, Decimal::from(5)).await?, 1, "the lamp of the other tenant keeps its price");
    assert_eq!(Product::find_by_sku(lamps, "L-1").fetch_one(&mut tx).await?.price, Decimal::from(25));
    assert_eq!(Category::find(lamps, oil).fetch_one(&mut tx).await?.name, "Oil lamps");
    Category::delete(lamps, novels.id).execute(&mut tx).await?;
    let report = shelves(&mut tx).await?;
    let report: Vec<_> = report.iter().map(|line| (line.name.as_str(), line.products, line.dearest)).collect();
    assert_eq!(report, [("Lights", 1, Some(Decimal::from(25))), ("Oil lamps", 0, None)]);

    // A row of another tenant is refused, and a savepoint makes the transaction usable again.
    let mut inner = tx.savepoint().await?;
    let refused = add_shelf(&mut inner, books.id(), "Smuggled").await.unwrap_err();
    assert_eq!(refused.as_database_error().and_then(|error| error.code()).as_deref(), Some("42501"));
    inner.rollback().await?;
    tx.commit().await?;

    let mut tx = pool.begin_tenant(books).await?;
    let report: Vec<_> = shelves(&mut tx).await?.into_iter().map(|line| (line.name, line.dearest)).collect();
    assert_eq!(report, [("Lights".to_owned(), Some(Decimal::from(20)))]);
    tx.rollback().await?;

    // Without a tenant there is no row to see.
    let refused = sqlx::query!("SELECT count(*) AS \"rows!\" FROM org_products").fetch_one(&pool).await.unwrap_err();
    assert_eq!(refused.as_database_error().and_then(|error| error.code()).as_deref(), Some("42501"));
    Ok(())
}
