//! Transactions that are forgotten (`std::mem::forget`): nobody goes on in them.

use std::mem;

use peristyle::Error;
use peristyle::prelude::*;

use super::queries::transactions::{assert_untouched, skus};
use super::queries::{Shop, lamp};
use crate::shop::{Country, CountryInsert, Product};

#[tokio::test]
async fn a_connection_that_went_back_inside_a_transaction_is_closed() {
    let shop = Shop::open().await;
    let pool = super::queries::pool(&shop.database, 1);
    for is_global in [false, true] {
        let mut connection = pool.acquire().await.unwrap();
        let mut tx = connection.begin_tenant(shop.ours).await.unwrap();
        Product::insert(shop.ours, lamp("L-1")).execute(&mut tx).await.unwrap();
        mem::forget(tx);
        let nested = connection.begin_tenant(shop.theirs).await.map(drop);
        assert!(matches!(nested, Err(Error::NestedTenant)), "{nested:?}");
        drop(connection);
        if is_global {
            Country::insert(CountryInsert::new("de")).execute(&pool).await.unwrap();
            assert!(Country::find_by_code("de").fetch_optional(&shop.pool).await.unwrap().is_some());
        } else {
            let mut theirs = pool.begin_tenant(shop.theirs).await.unwrap();
            Product::insert(shop.theirs, lamp("T-1")).execute(&mut theirs).await.unwrap();
            theirs.commit().await.unwrap();
        }
        assert_untouched(&shop, &pool, "forgotten").await;
        assert_eq!(skus(&shop).await, [""; 0]);
    }
}

#[tokio::test]
async fn a_transaction_on_a_pool_takes_its_connection_with_it() {
    let shop = Shop::open().await;
    let pool = super::queries::pool(&shop.database, 2);
    mem::forget(pool.begin_tenant(shop.ours).await.unwrap());
    assert_untouched(&shop, &pool, "forgotten").await;
}

/// sqlx's own savepoint, cut short, rolls back the transaction around it: what follows says so, and is not committed by
/// itself.
#[tokio::test]
async fn a_transaction_that_sqlx_has_ended_says_so() {
    use sqlx::Connection as _;
    let shop = Shop::open().await;
    let pool = super::queries::pool(&shop.database, 1);
    let mut tx = pool.begin_tenant(shop.ours).await.unwrap();
    Product::insert(shop.ours, lamp("L-1")).execute(&mut tx).await.unwrap();
    super::queries::transactions::cut_short(1, Box::pin(tx.connection().begin())).await;
    let global = Country::insert(CountryInsert::new("xx")).execute(&mut tx).await;
    assert!(matches!(global, Err(Error::Aborted(_))), "{global:?}");
    assert!(matches!(tx.savepoint().await.map(drop), Err(Error::Aborted(_))));
    let committed = tx.commit().await.unwrap_err();
    assert_eq!(
        committed.to_string(),
        "the transaction is aborted by an earlier error: it was rolled back when a savepoint could not be opened"
    );
    assert_untouched(&shop, &pool, "ended by sqlx").await;
    assert_eq!(skus(&shop).await, [""; 0]);
    assert!(Country::find_by_code("xx").fetch_optional(&shop.pool).await.unwrap().is_none());
}
