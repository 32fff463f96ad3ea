//! Transactions that are forgotten (`std::mem::forget`): nobody goes on in them.

use std::mem;

use peristyle::Error;
use peristyle::prelude::*;
use peristyle::tokio_postgres::Unprepared;
use peristyle_test::server::Role;
use tokio_postgres::NoTls;

use super::driver;
use super::queries::transactions::{assert_untouched, cut_short, skus};
use super::queries::{Shop, lamp};
use crate::shop::Product;

#[tokio::test]
async fn a_client_of_a_pool_does_not_go_back() {
    let shop = Shop::open().await;
    let pool = super::queries::pool(&shop.database, 1);
    let mut client = pool.get().await.unwrap();
    let mut tx = client.begin_tenant(shop.ours).await.unwrap();
    Product::insert(shop.ours, lamp("L-1")).execute(&mut tx).await.unwrap();
    mem::forget(tx);
    let again = client.begin_tenant(shop.theirs).await.map(drop);
    assert!(matches!(again, Err(Error::Unreachable(_))), "{again:?}");
    drop(client);
    let mut theirs = pool.begin_tenant(shop.theirs).await.unwrap();
    Product::insert(shop.theirs, lamp("T-1")).execute(&mut theirs).await.unwrap();
    theirs.commit().await.unwrap();
    assert_untouched(&shop, &pool, "forgotten").await;
    assert_eq!(skus(&shop).await, [""; 0]);
}

#[tokio::test]
async fn an_opening_that_is_forgotten_takes_the_client_with_it() {
    let shop = Shop::open().await;
    let pool = super::queries::pool(&shop.database, 1);
    let mut client = pool.get().await.unwrap();
    let mut opening = client.begin_tenant(shop.ours);
    cut_short(1, &mut opening).await;
    mem::forget(opening);
    drop(client);
    assert_untouched(&shop, &pool, "forgotten").await;
}

#[tokio::test]
async fn a_bare_client_is_closed() {
    let shop = Shop::open().await;
    let (mut client, connection) = driver::options(&shop.database, Role::Application).connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    let tx = client.begin_tenant(shop.ours).await.unwrap();
    drop(tx);
    let tx = client.begin_tenant(shop.ours).await.unwrap();
    tx.commit().await.unwrap();
    assert!(!client.is_closed());
    mem::forget(client.begin_tenant(shop.ours).await.unwrap());
    assert!(client.is_closed());
    let lost = client.begin_tenant(shop.theirs).await.map(drop);
    assert!(matches!(lost, Err(Error::Unreachable(_))), "{lost:?}");
}

#[tokio::test]
async fn a_transaction_on_a_pool_takes_its_connection_with_it() {
    let shop = Shop::open().await;
    let pool = super::queries::pool(&shop.database, 2);
    mem::forget(pool.begin_tenant(shop.ours).await.unwrap());
    mem::forget(Unprepared(super::queries::pool(&shop.database, 2)).begin_tenant(shop.ours).await.unwrap());
    assert_untouched(&shop, &pool, "forgotten").await;
}
