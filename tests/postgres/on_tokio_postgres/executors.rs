//! What a statement runs on in tokio-postgres.

use peristyle::prelude::*;
use peristyle::tokio_postgres::Unprepared;
use peristyle_test_server::Role;
use tokio_postgres::{Client, NoTls};

use super::driver;
use super::queries::{Shop, lamp};
use crate::shop::{Country, CountryInsert, Product};

async fn client(shop: &Shop) -> Client {
    let (client, connection) = driver::options(&shop.database, Role::Application).connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

#[tokio::test]
async fn a_global_table_is_served_by_everything() {
    let shop = Shop::open().await;
    let country = Country::insert(CountryInsert::new("de")).fetch_one(&shop.pool).await.unwrap();
    let found = || Country::find(country.id);
    let mut pooled = shop.pool.get().await.unwrap();
    assert_eq!(found().fetch_one(&pooled).await.unwrap(), country);
    let plain = pooled.transaction().await.unwrap();
    assert_eq!(found().fetch_one(&plain).await.unwrap(), country);
    plain.rollback().await.unwrap();
    let mut client = client(&shop).await;
    assert_eq!(found().fetch_one(&client).await.unwrap(), country);
    let plain = client.transaction().await.unwrap();
    assert_eq!(Country::select().limit(9).fetch_all(&plain).await.unwrap(), std::slice::from_ref(&country));
    plain.rollback().await.unwrap();
    assert_eq!(found().fetch_one(&Unprepared(shop.pool.clone())).await.unwrap(), country);
    let mut tx = shop.begin().await;
    Country::delete(country.id).execute(&mut tx).await.unwrap();
    assert_eq!(found().fetch_optional(&mut tx).await.unwrap(), None);
}

#[tokio::test]
async fn a_tenant_is_served_on_a_bare_client_and_on_one_of_a_pool() {
    let shop = Shop::open().await;
    let mut client = client(&shop).await;
    let mut tx = client.begin_tenant(shop.ours).await.unwrap();
    let lamp = Product::insert(shop.ours, lamp("L-1")).fetch_one(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let mut pooled = shop.pool.get().await.unwrap();
    let mut tx = pooled.begin_tenant(shop.ours).await.unwrap();
    assert_eq!(Product::find(shop.ours, lamp.id).fetch_one(&mut tx).await.unwrap(), lamp);
    drop(tx);
    assert_eq!(prepared(&client).await, 0);
}

/// A client that is borrowed exclusively: nobody else sends anything between the messages of the statement.
#[tokio::test]
async fn a_single_statement_is_served_on_a_client() {
    let shop = Shop::open().await;
    let mut client = client(&shop).await;
    let row = Product::insert(shop.ours, lamp("L-1")).fetch_one(&mut client).await.unwrap();
    assert_eq!(Product::find(shop.ours, row.id).fetch_one(&mut client).await.unwrap(), row);
    assert_eq!(Country::select().limit(9).fetch_all(&mut client).await.unwrap(), []);
    let mut pooled = shop.pool.get().await.unwrap();
    assert_eq!(Product::find(shop.theirs, row.id).fetch_optional(&mut pooled).await.unwrap(), None);
    Product::delete(shop.ours, row.id).execute(&mut pooled).await.unwrap();
    for client in [&client, &**pooled] {
        let bare = client.query_typed("SELECT FROM org_products", &[]).await.unwrap_err();
        assert_eq!(bare.as_db_error().map(|refused| refused.message()), Some("no tenant is set"));
    }
}

#[tokio::test]
async fn constants_are_prepared_once_and_not_behind_pgbouncer() {
    let shop = Shop::open().await;
    let unprepared = Unprepared(super::queries::pool(&shop.database, 1));
    for _ in 0..3 {
        let mut tx = unprepared.begin_tenant(shop.ours).await.unwrap();
        assert_eq!(Product::find(shop.ours, Id::generate()).fetch_optional(&mut tx).await.unwrap(), None);
        assert_eq!(prepared(tx.connection()).await, 0);
    }
    let pool = super::queries::pool(&shop.database, 1);
    for _ in 0..3 {
        let mut tx = pool.begin_tenant(shop.ours).await.unwrap();
        assert_eq!(Product::find(shop.ours, Id::generate()).fetch_optional(&mut tx).await.unwrap(), None);
        assert_eq!(prepared(tx.connection()).await, 1);
    }
}

#[tokio::test]
async fn texts_without_number_do_not_fill_a_connection() {
    let shop = Shop::open().await;
    let pool = super::queries::pool(&shop.database, 1);
    let mut tx = pool.begin_tenant(shop.ours).await.unwrap();
    for count in 0..300 {
        let many = (0..count).fold(Product::select(shop.ours), |list, _| list.filter(Product::SKU.ne("x")));
        many.fetch_optional(&mut tx).await.unwrap();
    }
    assert_eq!(prepared(tx.connection()).await, 256);
    Product::find(shop.ours, Id::generate()).fetch_optional(&mut tx).await.unwrap();
    assert_eq!(prepared(tx.connection()).await, 257);
}

/// How many prepared statements the server keeps for a connection.
async fn prepared(client: &Client) -> i64 {
    let found = client.query_typed("SELECT count(*) FROM pg_prepared_statements", &[]).await.unwrap();
    found[0].get(0)
}
