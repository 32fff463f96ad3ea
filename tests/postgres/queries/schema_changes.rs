//! A table that another session changes while statements on it are prepared: at most one failure on each connection,
//! then it is over.

use std::sync::atomic::{AtomicU32, Ordering};

use peristyle::Error;
use peristyle::prelude::*;
use peristyle_test::server::Role;
use sqlx::{AssertSqlSafe, PgPool};

use super::{Pool, Shop, lamp};
use crate::shop::{Country, CountryInsert, Product, ProductUpdate};

/// What a deployment does, by a session of its own: 1 makes the columns longer, 2 longer again, and so on.
async fn change(shop: &Shop, by: u32) {
    let owner = PgPool::connect_with(shop.database.connect_options(Role::Owner)).await.unwrap();
    let sql = format!(
        "ALTER TABLE org_products ALTER name TYPE varchar({0}), ALTER sku TYPE varchar({0}); \
         ALTER TABLE countries ALTER code TYPE varchar({1})",
        300 + by,
        10 + by
    );
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&owner).await.unwrap();
}

/// A pool of one connection, on which the statements are prepared.
async fn prepared(shop: &Shop, product: &Product) -> Pool {
    let pool = super::pool(&shop.database, 1);
    for _ in 0..6 {
        read(shop, &pool, product).await.unwrap();
        assert_eq!(Country::select().limit(9).fetch_all(&pool).await.unwrap().len(), 1);
        assert!(Country::find_by_code("de").fetch_optional(&pool).await.unwrap().is_some());
    }
    pool
}

async fn read(shop: &Shop, pool: &Pool, product: &Product) -> Result<Product, Error> {
    let mut tx = pool.begin_tenant(shop.ours).await?;
    let found = Product::find(shop.ours, product.id).fetch_one(&mut tx).await?;
    tx.commit().await?;
    Ok(found)
}

async fn shop() -> (Shop, Product) {
    let shop = Shop::open().await;
    let product = shop.product(shop.ours, "L-1").await;
    Country::insert(CountryInsert::new("de")).execute(&shop.pool).await.unwrap();
    (shop, product)
}

#[tokio::test]
async fn a_statement_outside_a_transaction_runs_again() {
    let (shop, product) = shop().await;
    let pool = prepared(&shop, &product).await;
    for by in 1..3 {
        change(&shop, by).await;
        assert_eq!(Country::select().limit(9).fetch_all(&pool).await.unwrap().len(), 1);
        assert!(Country::find_by_code("de").fetch_optional(&pool).await.unwrap().is_some());
        Country::insert(CountryInsert::new("xx")).execute(&pool).await.unwrap();
        let gone = Country::find_by_code("xx").fetch_one(&pool).await.unwrap();
        Country::delete(gone.id).execute(&pool).await.unwrap();
        // The connection's other statements were dropped with it.
        assert_eq!(read(&shop, &pool, &product).await.unwrap(), product);
    }
}

#[tokio::test]
async fn a_transaction_fails_once_and_is_retried() {
    let (shop, product) = shop().await;
    let pool = prepared(&shop, &product).await;
    change(&shop, 1).await;
    let changed = read(&shop, &pool, &product).await.unwrap_err();
    assert!(matches!(changed, Error::SchemaChanged(_)) && changed.is_retryable(), "{changed:?}");
    assert_eq!(
        changed.to_string(),
        "a prepared statement does not fit its tables any more, or was deallocated: cached plan must not change result type"
    );
    assert_eq!(read(&shop, &pool, &product).await.unwrap(), product);

    change(&shop, 2).await;
    let ran = &AtomicU32::new(0);
    let work = pool.in_tenant(shop.ours).retry(3).run(|mut tx| async move {
        ran.fetch_add(1, Ordering::Relaxed);
        let changes = ProductUpdate::new().name(format!("run {}", ran.load(Ordering::Relaxed)));
        Product::update(shop.ours, product.id, changes).execute(&mut tx).await?;
        let found = Product::find(shop.ours, product.id).fetch_one(&mut tx).await?;
        tx.commit().await.map(|()| found)
    });
    assert_eq!(work.await.unwrap().name, "run 2");
    assert_eq!(ran.load(Ordering::Relaxed), 2);
    assert_eq!(read(&shop, &pool, &product).await.unwrap().name, "run 2");
}

#[tokio::test]
async fn a_savepoint_keeps_the_transaction_and_the_statement_runs_again_in_it() {
    let (shop, product) = shop().await;
    let pool = prepared(&shop, &product).await;
    change(&shop, 1).await;
    let mut tx = pool.begin_tenant(shop.ours).await.unwrap();
    Product::insert(shop.ours, lamp("L-2")).execute(&mut tx).await.unwrap();
    let mut savepoint = tx.savepoint().await.unwrap();
    let changed = Product::find(shop.ours, product.id).fetch_one(&mut savepoint).await;
    assert!(matches!(changed, Err(Error::SchemaChanged(_))), "{changed:?}");
    savepoint.rollback().await.unwrap();
    assert_eq!(Product::find(shop.ours, product.id).fetch_one(&mut tx).await.unwrap(), product);
    tx.commit().await.unwrap();
    assert!(Product::find_by_sku(shop.ours, "L-2").fetch_optional(&mut shop.begin().await).await.unwrap().is_some());
}

/// Drops the prepared statements on the server, as `DISCARD ALL` does.
async fn deallocate(shop: &Shop, pool: &Pool) {
    static CALLS: AtomicU32 = AtomicU32::new(0);
    // It is prepared too, and drops itself, so each has another text.
    let sql = format!("DEALLOCATE ALL /* {} */", CALLS.fetch_add(1, Ordering::Relaxed));
    let mut tx = pool.begin_tenant(shop.ours).await.unwrap();
    peristyle::raw::<String>(sql.leak()).fetch_all(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_deallocated_statement_is_prepared_again() {
    let (shop, product) = shop().await;
    let pool = prepared(&shop, &product).await;
    deallocate(&shop, &pool).await;
    assert_eq!(Country::select().limit(9).fetch_all(&pool).await.unwrap().len(), 1);
    assert!(Country::find_by_code("de").fetch_optional(&pool).await.unwrap().is_some());
    deallocate(&shop, &pool).await;
    let changes = || ProductUpdate::new().name("lamp 2");
    let found = Product::update(shop.ours, product.id, changes()).fetch_one(&pool).await.unwrap();
    assert_eq!(Product::find(shop.ours, product.id).fetch_one(&pool).await.unwrap(), found);

    read(&shop, &pool, &product).await.unwrap();
    deallocate(&shop, &pool).await;
    let gone = read(&shop, &pool, &product).await.unwrap_err();
    assert!(matches!(gone, Error::SchemaChanged(_)) && gone.is_retryable(), "{gone:?}");
    assert_eq!(read(&shop, &pool, &product).await.unwrap(), found);
    deallocate(&shop, &pool).await;
    let work = pool.in_tenant(shop.ours).retry(2).run(|mut tx| async move {
        let found = Product::update(shop.ours, product.id, changes()).fetch_one(&mut tx).await?;
        tx.commit().await.map(|()| found)
    });
    assert_eq!(work.await.unwrap().name, "lamp 2");
}

/// Every attempt meets another change: the attempts end.
#[tokio::test]
async fn retries_have_an_end() {
    let (shop, product) = shop().await;
    let pool = prepared(&shop, &product).await;
    let (ran, shop, product) = (&AtomicU32::new(0), &shop, &product);
    let work = pool.in_tenant(shop.ours).retry(1).run(|mut tx| async move {
        change(shop, 10 + ran.fetch_add(1, Ordering::Relaxed)).await;
        Product::find(shop.ours, product.id).fetch_one(&mut tx).await?;
        tx.commit().await
    });
    assert!(matches!(work.await, Err(Error::SchemaChanged(_))));
    assert_eq!(ran.load(Ordering::Relaxed), 1);
    // The second attempt keeps nothing prepared, so a change between its statements does not matter.
    prepared(shop, product).await;
    let work = pool.in_tenant(shop.ours).retry(2).run(|mut tx| async move {
        change(shop, 20 + ran.fetch_add(1, Ordering::Relaxed)).await;
        Product::find(shop.ours, product.id).fetch_one(&mut tx).await?;
        tx.commit().await
    });
    work.await.unwrap();
}
