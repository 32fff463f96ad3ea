//! Connections that are lost and limits of time: a typed error, the transaction undone, the pool as good as before.

use std::time::Duration;

use peristyle::Error;
use peristyle::prelude::*;
use peristyle::transaction::TransactionOptions;
use peristyle_test::server::Role;
use sqlx::{Connection, PgConnection};

use super::{Pool, Shop, driver, lamp};
use crate::shop::{Product, ProductUpdate};

/// The process of the server that serves a transaction.
async fn process(tx: &mut driver::Transaction) -> i32 {
    let found = driver::query_in(tx, "SELECT pg_backend_pid()").await.unwrap();
    found.into_iter().flatten().next().unwrap().parse().unwrap()
}

/// Ends that process as an administrator does, and waits until it is gone.
async fn terminate(shop: &Shop, process: i32) {
    let mut admin = PgConnection::connect_with(&shop.database.connect_options(Role::Admin)).await.unwrap();
    let ending = sqlx::query_scalar("SELECT pg_terminate_backend($1, 5000)").bind(process);
    let ended: bool = ending.fetch_one(&mut admin).await.unwrap();
    assert!(ended);
}

/// Waits until that process waits for a lock.
async fn is_blocked(shop: &Shop, process: i32) {
    let mut admin = PgConnection::connect_with(&shop.database.connect_options(Role::Admin)).await.unwrap();
    let blocked = "SELECT cardinality(pg_blocking_pids($1)) > 0";
    while !sqlx::query_scalar::<_, bool>(blocked).bind(process).fetch_one(&mut admin).await.unwrap() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Opens a transaction. deadpool gives a lost connection to the next one too, until its client has read that the connection is closed.
async fn begin(shop: &Shop, pool: &Pool) -> driver::Transaction {
    let mut lost = 0;
    loop {
        match pool.begin_tenant(shop.ours).await {
            Err(Error::Unreachable(_)) if lost < 200 => lost += 1,
            begun => return begun.unwrap(),
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// The skus of our tenant, by way of that pool.
async fn skus(shop: &Shop, pool: &Pool) -> Vec<String> {
    let mut tx = begin(shop, pool).await;
    let rows = Product::select(shop.ours).order_by(Product::SKU.asc()).limit(9).fetch_all(&mut tx).await.unwrap();
    rows.into_iter().map(|row| row.sku).collect()
}

#[tokio::test]
async fn a_connection_that_is_lost_between_statements() {
    let shop = Shop::open().await;
    let pool = super::pool(&shop.database, 1);
    let mut tx = pool.begin_tenant(shop.ours).await.unwrap();
    Product::insert(shop.ours, lamp("A")).execute(&mut tx).await.unwrap();
    let process = process(&mut tx).await;
    terminate(&shop, process).await;
    let lost = Product::insert(shop.ours, lamp("B")).execute(&mut tx).await.unwrap_err();
    assert!(matches!(lost, Error::Unreachable(_)), "{lost:?}");
    assert!(lost.to_string().starts_with("cannot connect to the database: "), "{lost}");
    // It was lost before: nothing was committed, and that is known.
    let lost = tx.commit().await.unwrap_err();
    assert!(matches!(lost, Error::Unreachable(_)), "{lost:?}");
    assert_eq!(skus(&shop, &pool).await, [""; 0]);
}

#[tokio::test]
async fn a_connection_that_is_lost_during_a_statement() {
    let shop = Shop::open().await;
    let pool = super::pool(&shop.database, 1);
    let row = shop.product(shop.ours, "A").await;
    let update = |name: &str| Product::update(shop.ours, row.id, ProductUpdate::new().name(name));
    let mut first = shop.begin().await;
    update("first").execute(&mut first).await.unwrap();
    let mut tx = pool.begin_tenant(shop.ours).await.unwrap();
    Product::insert(shop.ours, lamp("B")).execute(&mut tx).await.unwrap();
    let process = process(&mut tx).await;
    let ending = async {
        is_blocked(&shop, process).await;
        terminate(&shop, process).await;
    };
    let (lost, ()) = tokio::join!(update("second").execute(&mut tx), ending);
    let lost = lost.unwrap_err();
    assert!(matches!(lost, Error::Unreachable(_)) && !lost.is_retryable(), "{lost:?}");
    drop(tx);
    first.commit().await.unwrap();
    assert_eq!(skus(&shop, &pool).await, ["A"]);
}

/// The server says that it ended the statement, so COMMIT was not executed.
#[tokio::test]
async fn a_connection_that_is_lost_during_a_statement_on_the_pool() {
    let shop = Shop::open().await;
    let pool = super::pool(&shop.database, 1);
    let row = shop.product(shop.ours, "A").await;
    let update = |name: &str| Product::update(shop.ours, row.id, ProductUpdate::new().name(name));
    let mut first = shop.begin().await;
    update("first").execute(&mut first).await.unwrap();
    let process = driver::query(&pool, "SELECT pg_backend_pid()").await.unwrap();
    let process: i32 = process.into_iter().flatten().next().unwrap().parse().unwrap();
    let ending = async {
        is_blocked(&shop, process).await;
        terminate(&shop, process).await;
    };
    let (lost, ()) = tokio::join!(update("second").execute(&pool), ending);
    let lost = lost.unwrap_err();
    assert!(matches!(lost, Error::Unreachable(_)), "{lost:?}");
    first.commit().await.unwrap();
    assert_eq!(skus(&shop, &pool).await, ["A"]);
    assert_eq!(Product::find(shop.ours, row.id).fetch_one(&pool).await.unwrap().name, "first");
}

#[tokio::test]
async fn a_connection_that_is_lost_before_the_commit_is_answered() {
    let shop = Shop::open().await;
    let pool = super::pool(&shop.database, 1);
    let mut tx = pool.begin_tenant(shop.ours).await.unwrap();
    let process = process(&mut tx).await;
    Product::insert(shop.ours, lamp("A")).execute(&mut tx).await.unwrap();
    terminate(&shop, process).await;
    let unknown = tx.commit().await.unwrap_err();
    assert!(matches!(unknown, Error::CommitUnknown(_)) && !unknown.is_retryable(), "{unknown:?}");
    assert!(unknown.to_string().starts_with("the connection was lost during COMMIT"), "{unknown}");
    assert_eq!(skus(&shop, &pool).await, [""; 0]);
}

#[tokio::test]
async fn an_unknown_commit_is_not_tried_again() {
    let shop = &Shop::open().await;
    let ran = &std::sync::atomic::AtomicU32::new(0);
    let committing = shop.pool.in_tenant(shop.ours).retry(5).run(|mut tx| async move {
        ran.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let process = process(&mut tx).await;
        Product::insert(shop.ours, lamp("A")).execute(&mut tx).await?;
        terminate(shop, process).await;
        tx.commit().await
    });
    assert!(matches!(committing.await, Err(Error::CommitUnknown(_))));
    assert_eq!(ran.load(std::sync::atomic::Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_connection_that_was_lost_in_the_pool_is_replaced() {
    let shop = Shop::open().await;
    let pool = super::pool(&shop.database, 1);
    let mut tx = pool.begin_tenant(shop.ours).await.unwrap();
    let process = process(&mut tx).await;
    tx.commit().await.unwrap();
    terminate(&shop, process).await;
    assert_eq!(skus(&shop, &pool).await, [""; 0]);
}

#[tokio::test]
async fn a_statement_that_takes_too_long() {
    let shop = Shop::open().await;
    let pool = super::pool(&shop.database, 1);
    let row = shop.product(shop.ours, "A").await;
    let update = |name: &str| Product::update(shop.ours, row.id, ProductUpdate::new().name(name));
    let mut first = shop.begin().await;
    update("first").execute(&mut first).await.unwrap();
    let limit = Duration::from_millis(50);
    for (options, told) in [
        (
            TransactionOptions::new().statement_timeout(limit),
            "statement timed out: canceling statement due to statement timeout",
        ),
        (TransactionOptions::new().lock_timeout(limit), "statement timed out: canceling statement due to lock timeout"),
    ] {
        let mut tx = pool.begin_tenant_with(shop.ours, options).await.unwrap();
        Product::insert(shop.ours, lamp("B")).execute(&mut tx).await.unwrap();
        let late = update("second").execute(&mut tx).await.unwrap_err();
        assert!(matches!(late, Error::Timeout(_)), "{late:?}");
        assert_eq!(late.to_string(), told);
        assert!(matches!(tx.commit().await, Err(Error::Aborted(_))));
    }
    first.commit().await.unwrap();
    assert_eq!(skus(&shop, &pool).await, ["A"]);
}

/// The drivers mostly see that the connection is closed, and not why.
#[tokio::test]
async fn a_transaction_that_is_idle_for_too_long() {
    let shop = &Shop::open().await;
    let row = shop.product(shop.ours, "A").await.id;
    for pipelined in [false, true] {
        for end in ["statement", "savepoint", "stream", "last statement", "commit", "rollback"] {
            let pool = super::pool(&shop.database, 1);
            let options = TransactionOptions::new();
            let options = if pipelined { options.pipelined() } else { options };
            let mut tx = pool.begin_tenant_with(shop.ours, options).await.unwrap();
            Product::insert(shop.ours, lamp("B")).execute(&mut tx).await.unwrap();
            let process = process(&mut tx).await;
            driver::query_in(&mut tx, "SET LOCAL idle_in_transaction_session_timeout = 1").await.unwrap();
            let gone = format!("SELECT count(*) FROM pg_stat_activity WHERE pid = {process}");
            while driver::query(&shop.pool, &gone).await != Ok(vec![Some("0".to_owned())]) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            let ended = async move {
                let mut tx = tx;
                match end {
                    "statement" => Product::find(shop.ours, row).fetch_one(&mut tx).await.map(drop),
                    "savepoint" => tx.savepoint().await.map(drop),
                    "stream" => Product::select(shop.ours).fetch(&mut tx).try_next().await.map(drop),
                    "last statement" => Product::insert(shop.ours, lamp("C")).execute(tx.committing()).await,
                    "commit" => tx.commit().await,
                    _ => tx.rollback().await,
                }
            };
            let ended = ended.await;
            assert!(matches!(ended, Err(Error::Unreachable(_) | Error::Timeout(_))), "{end}: {ended:?}");
            assert_eq!(skus(shop, &pool).await, ["A"], "{end}");
        }
    }
}

/// Nobody knows of a session that ended during COMMIT; a COMMIT that was cancelled has committed nothing.
#[tokio::test]
async fn a_commit_that_is_ended_or_cancelled() {
    const SLOW: &str = "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_sleep(60); RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON org_products DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION slow()";
    let shop = &Shop::open().await;
    let mut admin = PgConnection::connect_with(&shop.database.connect_options(Role::Admin)).await.unwrap();
    sqlx::raw_sql(SLOW).execute(&mut admin).await.unwrap();
    let product = || Product::insert(shop.ours, lamp("A"));
    for how in ["pg_terminate_backend(pid, 5000)", "pg_cancel_backend(pid)"] {
        for kind in ["commit", "last statement", "statement on the pool", "retried"] {
            let pool = super::pool(&shop.database, 1);
            let ran = &std::sync::atomic::AtomicU32::new(0);
            let committing = async {
                match kind {
                    "commit" => {
                        let mut tx = pool.begin_tenant(shop.ours).await?;
                        product().execute(&mut tx).await?;
                        tx.commit().await
                    }
                    "last statement" => product().execute(pool.begin_tenant(shop.ours).await?.committing()).await,
                    "statement on the pool" => product().execute(&pool).await,
                    _ => {
                        let work = pool.in_tenant(shop.ours).retry(3).run(|mut tx| async move {
                            ran.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                            product().execute(&mut tx).await?;
                            tx.commit().await
                        });
                        work.await
                    }
                }
            };
            let ending = async {
                let end = format!(
                    "SELECT count({how})::int FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
                );
                while sqlx::query_scalar::<_, i32>(sqlx::AssertSqlSafe(end.as_str()))
                    .fetch_one(&mut admin)
                    .await
                    .unwrap()
                    == 0
                {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            };
            let (ended, ()) = tokio::join!(committing, ending);
            let ended = ended.unwrap_err();
            match how.starts_with("pg_cancel") {
                true => assert!(matches!(ended, Error::Timeout(_)), "{kind}: {ended:?}"),
                false => assert!(matches!(ended, Error::CommitUnknown(_)), "{kind}: {ended:?}"),
            }
            assert!(ran.load(std::sync::atomic::Ordering::Relaxed) <= 1, "{kind}");
            assert_eq!(skus(shop, &pool).await, [""; 0], "{kind}");
        }
    }
}
