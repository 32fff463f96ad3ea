//! A database that is down, a role without rights, a wrong address: each a clear error.

use std::time::Duration;

use peristyle::Error;
use peristyle::prelude::*;
use peristyle_test::server::{Role, Server};
use sqlx::PgPool;

use super::{Pool, Shop, driver};
use crate::shop::{Country, Product};

fn pool(options: driver::Options) -> Pool {
    driver::pool(options, 2, Duration::from_secs(1))
}

async fn refusal(shop: &Shop, options: driver::Options) -> String {
    let error = pool(options).begin_tenant(shop.ours).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable(_)), "{error:?}");
    error.to_string()
}

#[tokio::test]
async fn a_server_that_is_down() {
    let shop = Shop::open().await;
    let nobody = driver::host(driver::options(&shop.database, Role::Application), "127.0.0.1");
    let told = refusal(&shop, nobody).await;
    assert!(told.starts_with("cannot connect to the database: "), "{told}");
}

#[tokio::test]
async fn an_address_that_is_wrong() {
    let shop = Shop::open().await;
    let options = || driver::options(&shop.database, Role::Application);
    assert_eq!(
        refusal(&shop, driver::database(options(), "nowhere")).await,
        "cannot connect to the database: database \"nowhere\" does not exist"
    );
    let told = refusal(&shop, driver::user(options(), "nobody", "nothing")).await;
    assert!(told.starts_with("cannot connect to the database: "), "{told}");
    let told = refusal(&shop, driver::host(options(), "/nowhere")).await;
    assert!(told.starts_with("cannot connect to the database: "), "{told}");
}

/// The server answers with 55000, a code that means something else for a statement.
#[tokio::test]
async fn a_database_that_accepts_no_connections() {
    let shop = Shop::open().await;
    let admin = PgPool::connect_with(shop.database.connect_options(Role::Admin).database("postgres")).await.unwrap();
    let name = shop.database.name();
    let close = format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false");
    sqlx::raw_sql(sqlx::AssertSqlSafe(close)).execute(&admin).await.unwrap();
    assert_eq!(
        refusal(&shop, driver::options(&shop.database, Role::Application)).await,
        format!("cannot connect to the database: database \"{name}\" is not currently accepting connections")
    );
}

#[tokio::test]
async fn a_pool_whose_connections_are_all_taken() {
    let shop = Shop::open().await;
    let pool = driver::pool(driver::options(&shop.database, Role::Application), 1, Duration::from_millis(100));
    let taken = pool.begin_tenant(shop.ours).await.unwrap();
    let error = pool.begin_tenant(shop.ours).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot connect to the database: none in time: the server cannot be reached, or all connections of the pool are in use"
    );
    drop(taken);
    pool.begin_tenant(shop.ours).await.unwrap();
}

#[tokio::test]
async fn a_role_without_rights() {
    let shop = Shop::open().await;
    let server = Server::shared().await.unwrap();
    let role = server.role_name(Role::Application);
    let owner = PgPool::connect_with(shop.database.connect_options(Role::Owner)).await.unwrap();
    let revoke = format!("REVOKE ALL ON org_products, countries FROM {role}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(revoke)).execute(&owner).await.unwrap();

    let mut tx = shop.begin().await;
    let denied = Product::select(shop.ours).limit(1).fetch_all(&mut tx).await.unwrap_err();
    assert!(matches!(denied, Error::Denied(_)));
    assert_eq!(denied.to_string(), "permission denied to the database role: permission denied for table org_products");
    let denied = Country::select().limit(1).fetch_all(&shop.pool).await.unwrap_err();
    assert!(matches!(denied, Error::Denied(_)));
}

#[tokio::test]
async fn a_table_that_is_not_there() {
    let shop = Shop::open().await;
    let database = Server::shared().await.unwrap().empty_database().await.unwrap();
    let pool = pool(driver::options(&database, Role::Application));
    let mut tx = pool.begin_tenant(shop.ours).await.unwrap();
    let missing = Product::select(shop.ours).limit(1).fetch_all(&mut tx).await.unwrap_err();
    assert_eq!(missing.to_string(), "database error: relation \"org_products\" does not exist");
}

#[tokio::test]
async fn a_column_that_has_another_shape() {
    let shop = Shop::open().await;
    let lamp = shop.product(shop.ours, "L-1").await;
    let owner = PgPool::connect_with(shop.database.connect_options(Role::Owner)).await.unwrap();
    sqlx::raw_sql("ALTER TABLE org_products ALTER name TYPE bytea USING name::bytea").execute(&owner).await.unwrap();
    let mut tx = shop.begin().await;
    let error = Product::find(shop.ours, lamp.id).fetch_one(&mut tx).await.unwrap_err();
    assert!(matches!(&error, Error::Decode { column, .. } if column == "name"), "{error:?}");
    assert!(error.to_string().starts_with("the value in `name` does not fit its Rust type: "), "{error}");
}
