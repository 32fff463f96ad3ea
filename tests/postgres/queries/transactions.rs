//! Transactions: how they are opened, ended, tried again and cut short.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Poll;
use std::time::Duration;

use peristyle::Error;
use peristyle::prelude::*;
use peristyle::transaction::TransactionOptions;

use super::{Pool, Shop, driver, lamp};
use crate::shop::{Country, CountryInsert, Product, ProductUpdate};

pub(crate) async fn skus(shop: &Shop) -> Vec<String> {
    let mut tx = shop.begin().await;
    let rows = Product::select(shop.ours).order_by(Product::SKU.asc()).limit(100).fetch_all(&mut tx).await.unwrap();
    rows.into_iter().map(|row| row.sku).collect()
}

/// That the next who takes a connection of the pool is in no transaction and has no tenant.
pub(crate) async fn assert_untouched(shop: &Shop, pool: &Pool, told: &str) {
    let setting = driver::query(pool, "SELECT nullif(current_setting('peristyle.organization_id', true), '')").await;
    assert_eq!(setting, Ok(vec![None]), "{told}");
    // Inside a transaction it would not be there for others.
    let code = format!("{:02}", Country::select().limit(100).fetch_all(&shop.pool).await.unwrap().len());
    Country::insert(CountryInsert::new(code.as_str())).execute(pool).await.unwrap();
    let seen = Country::find_by_code(code).fetch_optional(&shop.pool).await.unwrap();
    assert!(seen.is_some(), "{told}");
}

/// Polls a future that often at most, and drops it.
pub(crate) async fn cut_short<F: Future>(polls: usize, future: F) {
    let mut future = pin!(future);
    let mut left = polls;
    poll_fn(|context| {
        left -= 1;
        let is_done = future.as_mut().poll(context).is_ready();
        if is_done || left == 0 { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

#[tokio::test]
async fn options_hold_for_the_transaction() {
    let shop = Shop::open().await;
    let pool = super::pool(&shop.database, 1);
    let options = TransactionOptions::new().serializable().read_only().deferrable();
    let mut tx = pool.begin_tenant_with(shop.ours, options).await.unwrap();
    for (setting, value) in [
        ("transaction_isolation", "serializable"),
        ("transaction_read_only", "on"),
        ("transaction_deferrable", "on"),
        ("peristyle.organization_id", &shop.ours.id().to_string()),
    ] {
        let shown = driver::query_in(&mut tx, &format!("SHOW {setting}")).await;
        assert_eq!(shown, Ok(vec![Some(value.to_owned())]), "{setting}");
    }
    let refused = Product::insert(shop.ours, lamp("L-1")).execute(&mut tx).await.unwrap_err();
    assert_eq!(refused.to_string(), "database error: cannot execute INSERT in a read-only transaction");
    tx.rollback().await.unwrap();
    let limits =
        TransactionOptions::new().statement_timeout(Duration::from_secs(9)).lock_timeout(Duration::from_secs(3));
    let mut tx = pool.begin_tenant_with(shop.ours, limits).await.unwrap();
    let shown =
        driver::query_in(&mut tx, "SELECT current_setting('statement_timeout') || current_setting('lock_timeout')");
    assert_eq!(shown.await, Ok(vec![Some("9s3s".to_owned())]));
    drop(tx);
    let shown = driver::query(&pool, "SHOW statement_timeout").await;
    assert_eq!(shown, Ok(vec![Some("0".to_owned())]));
}

#[tokio::test]
async fn a_savepoint_is_kept_or_undone_by_itself() {
    let shop = Shop::open().await;
    let mut tx = shop.begin().await;
    Product::insert(shop.ours, lamp("A")).execute(&mut tx).await.unwrap();
    for (sku, end) in [("B", "commit"), ("C", "rollback"), ("D", "drop")] {
        let mut inner = tx.savepoint().await.unwrap();
        assert_eq!(inner.tenant(), shop.ours);
        Product::insert(shop.ours, lamp(sku)).execute(&mut inner).await.unwrap();
        let other = Product::select(shop.theirs).limit(1).fetch_all(&mut inner).await;
        assert!(matches!(other, Err(Error::OtherTenant)));
        match end {
            "commit" => inner.commit().await.unwrap(),
            "rollback" => inner.rollback().await.unwrap(),
            _ => drop(inner),
        }
    }
    let mut outer = tx.savepoint().await.unwrap();
    let mut inner = outer.savepoint().await.unwrap();
    Product::insert(shop.ours, lamp("E")).execute(&mut inner).await.unwrap();
    inner.commit().await.unwrap();
    outer.rollback().await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(skus(&shop).await, ["A", "B"]);
}

#[tokio::test]
async fn a_savepoint_makes_the_transaction_sound_again() {
    let shop = Shop::open().await;
    let mut tx = shop.begin().await;
    Product::insert(shop.ours, lamp("A")).execute(&mut tx).await.unwrap();
    let mut inner = tx.savepoint().await.unwrap();
    let taken = Product::insert(shop.ours, lamp("A")).execute(&mut inner).await;
    assert!(matches!(taken, Err(Error::Violation(_))));
    assert!(matches!(inner.commit().await, Err(Error::Aborted(_))));
    Product::insert(shop.ours, lamp("B")).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(skus(&shop).await, ["A", "B"]);
}

#[tokio::test]
async fn a_commit_after_a_failure_says_that_nothing_was_committed() {
    let shop = Shop::open().await;
    let mut tx = shop.begin().await;
    Product::insert(shop.ours, lamp("A")).execute(&mut tx).await.unwrap();
    Product::insert(shop.ours, lamp("A")).execute(&mut tx).await.unwrap_err();
    let aborted = tx.commit().await.unwrap_err();
    assert!(matches!(aborted, Error::Aborted(_)), "{aborted:?}");

    let mut tx = shop.begin().await;
    Product::insert(shop.ours, lamp("A")).execute(&mut tx).await.unwrap();
    driver::query_in(&mut tx, "SELECT 1 / 0").await.unwrap_err();
    assert!(matches!(tx.commit().await, Err(Error::Aborted(_))));
    assert_eq!(skus(&shop).await, [""; 0]);

    let mut tx = shop.begin().await;
    driver::query_in(&mut tx, "SELECT 1").await.unwrap();
    Product::insert(shop.ours, lamp("A")).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(skus(&shop).await, ["A"]);
}

#[tokio::test]
async fn work_is_committed_or_undone() {
    #[derive(Debug)]
    enum Refused {
        Closed,
        Database(Error),
    }
    impl From<Error> for Refused {
        fn from(error: Error) -> Self {
            Self::Database(error)
        }
    }
    let shop = Shop::open().await;
    let (pool, ours) = (shop.pool.clone(), shop.ours);
    // As a service runs it: on a task of its own.
    let task = tokio::spawn(async move {
        let name = &"A".to_owned();
        let inserting = pool.in_tenant(ours).run(|mut tx| async move {
            let product = Product::insert(ours, lamp(name)).fetch_one(&mut tx).await?;
            tx.commit().await.map(|()| product)
        });
        inserting.await
    });
    assert_eq!(task.await.unwrap().unwrap().sku, "A");
    let closed: Result<(), Refused> = shop
        .pool
        .in_tenant(ours)
        .run(|mut tx| async move {
            Product::insert(ours, lamp("B")).execute(&mut tx).await?;
            Err(Refused::Closed)
        })
        .await;
    assert!(matches!(closed, Err(Refused::Closed)));
    let taken: Result<(), Refused> = shop
        .pool
        .in_tenant(ours)
        .retry(3)
        .run(|mut tx| async move { Ok(Product::insert(ours, lamp("A")).execute(&mut tx).await?) })
        .await;
    assert!(matches!(taken, Err(Refused::Database(Error::Violation(_)))));
    assert_eq!(skus(&shop).await, ["A"]);
}

/// Adds to the name of a product, while another transaction does the same the first times that this is run.
async fn add_to_name(shop: &Shop, product: &Product, disturbed: u32, attempts: u32) -> (Result<(), Error>, u32) {
    let ran = &AtomicU32::new(0);
    let adding =
        shop.pool.in_tenant(shop.ours).with_options(TransactionOptions::new().repeatable_read()).retry(attempts);
    let done = adding.run(|mut tx| async move {
        let name = Product::find(shop.ours, product.id).fetch_one(&mut tx).await?.name;
        if ran.fetch_add(1, Ordering::Relaxed) < disturbed {
            rename(shop, product, format!("{name}+")).await?;
        }
        // Inside a savepoint it is noticed as well.
        let mut inner = tx.savepoint().await?;
        let changes = ProductUpdate::new().name(format!("{name}!"));
        Product::update(shop.ours, product.id, changes).execute(&mut inner).await?;
        inner.commit().await?;
        tx.commit().await
    });
    (done.await, ran.load(Ordering::Relaxed))
}

async fn rename(shop: &Shop, product: &Product, name: String) -> Result<(), Error> {
    let mut tx = shop.begin().await;
    Product::update(shop.ours, product.id, ProductUpdate::new().name(name)).execute(&mut tx).await?;
    tx.commit().await
}

#[tokio::test]
async fn a_conflict_is_tried_again_up_to_a_number() {
    let shop = Shop::open().await;
    let lamp = shop.product(shop.ours, "L-1").await;
    let (done, ran) = add_to_name(&shop, &lamp, 2, 5).await;
    done.unwrap();
    assert_eq!(ran, 3);
    let mut tx = shop.begin().await;
    assert_eq!(Product::find(shop.ours, lamp.id).fetch_one(&mut tx).await.unwrap().name, "Lamp++!");
    drop(tx);
    let (done, ran) = add_to_name(&shop, &lamp, 9, 2).await;
    assert!(matches!(done, Err(Error::Conflict(_))), "{done:?}");
    assert_eq!(ran, 2);
    let (done, ran) = add_to_name(&shop, &lamp, 9, 1).await;
    assert!(done.unwrap_err().is_retryable());
    assert_eq!(ran, 1);
}

/// Work that handles a conflict in a savepoint, and fails after its commit or has its commit cancelled: it is not run
/// again.
#[tokio::test]
async fn what_is_committed_is_not_run_again() {
    let shop = Shop::open().await;
    let product = shop.product(shop.ours, "L-1").await;
    for (after, is_cancelled) in [("A", false), ("B", true)] {
        let (ran, shop, product) = (&AtomicU32::new(0), &shop, &product);
        let pool = super::pool(&shop.database, 1);
        let work = pool.in_tenant(shop.ours).with_options(TransactionOptions::new().repeatable_read()).retry(5);
        let done: Result<(), Error> = work
            .run(|mut tx| async move {
                ran.fetch_add(1, Ordering::Relaxed);
                Product::insert(shop.ours, lamp(after)).execute(&mut tx).await?;
                rename(shop, product, format!("by another before {after}")).await?;
                let mut inner = tx.savepoint().await?;
                let changes = ProductUpdate::new().name("changed");
                let conflict = Product::update(shop.ours, product.id, changes).execute(&mut inner).await;
                assert!(matches!(conflict, Err(Error::Conflict(_))), "{conflict:?}");
                inner.rollback().await?;
                match is_cancelled {
                    true => cut_short(1, tx.commit()).await,
                    false => tx.commit().await?,
                }
                Err(Error::NoReason)
            })
            .await;
        assert!(matches!(done, Err(Error::NoReason)), "{done:?}");
        // Behind what the connection has still to do.
        assert_untouched(shop, &pool, after).await;
        assert_eq!(ran.load(Ordering::Relaxed), 1);
    }
    assert_eq!(skus(&shop).await, ["A", "B", "L-1"]);
}

/// A commit that the server refuses has committed nothing, so a conflict before it is retried.
#[tokio::test]
async fn what_is_refused_at_commit_is_run_again() {
    let shop = Shop::open().await;
    let product = shop.product(shop.ours, "L-1").await;
    let (ran, shop, product) = (&AtomicU32::new(0), &shop, &product);
    let work = shop.pool.in_tenant(shop.ours).with_options(TransactionOptions::new().repeatable_read()).retry(5);
    let done: Result<(), Error> = work
        .run(|mut tx| async move {
            Product::find(shop.ours, product.id).fetch_one(&mut tx).await?;
            if ran.fetch_add(1, Ordering::Relaxed) == 0 {
                rename(shop, product, "by another".to_owned()).await?;
            }
            let changes = ProductUpdate::new().name("changed");
            // Whatever the work makes of the error.
            let _ = Product::update(shop.ours, product.id, changes).execute(&mut tx).await;
            tx.commit().await
        })
        .await;
    done.unwrap();
    assert_eq!(ran.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn two_that_wait_for_each_other_both_get_there() {
    let shop = Shop::open().await;
    let (one, other) = (shop.product(shop.ours, "A").await, shop.product(shop.ours, "B").await);
    let shop = &shop;
    let both = async |first: &Product, then: &Product| {
        let changing = shop.pool.in_tenant(shop.ours).retry(5);
        let done = changing.run(|mut tx| async move {
            for product in [first, then] {
                let changes = ProductUpdate::new().description("changed");
                Product::update(shop.ours, product.id, changes).execute(&mut tx).await?;
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            tx.commit().await
        });
        done.await
    };
    let (one, other) = tokio::join!(both(&one, &other), both(&other, &one));
    one.unwrap();
    other.unwrap();
}

#[tokio::test]
async fn an_opening_that_is_cut_short_leaves_nothing_behind() {
    let shop = Shop::open().await;
    for polls in 1..8 {
        let pool = super::pool(&shop.database, 1);
        // The connection is there, so that the polls fall upon the opening.
        driver::query(&pool, "SELECT 1").await.unwrap();
        cut_short(polls, pool.begin_tenant(shop.ours)).await;
        assert_untouched(&shop, &pool, &format!("dropped after {polls} polls")).await;
    }
}

#[tokio::test]
async fn a_statement_that_is_cut_short_is_undone() {
    let shop = Shop::open().await;
    for polls in 1..4 {
        let pool = super::pool(&shop.database, 1);
        let mut tx = pool.begin_tenant(shop.ours).await.unwrap();
        cut_short(polls, Product::insert(shop.ours, lamp(&polls.to_string())).execute(&mut tx)).await;
        drop(tx);
        assert_untouched(&shop, &pool, &format!("dropped after {polls} polls")).await;
    }
    assert_eq!(skus(&shop).await, [""; 0]);
}

#[tokio::test]
async fn a_commit_that_is_cut_short_leaves_no_tenant_behind() {
    let shop = Shop::open().await;
    for polls in 1..4 {
        let pool = super::pool(&shop.database, 1);
        let mut tx = pool.begin_tenant(shop.ours).await.unwrap();
        Product::insert(shop.ours, lamp(&polls.to_string())).execute(&mut tx).await.unwrap();
        cut_short(polls, tx.commit()).await;
        assert_untouched(&shop, &pool, &format!("dropped after {polls} polls")).await;
    }
}

/// More statements than a transaction finds again without the cache of its connection.
#[tokio::test]
async fn statements_run_again_in_any_order() {
    let shop = Shop::open().await;
    let product = shop.product(shop.ours, "L-1").await;
    let mut tx = shop.begin().await;
    for count in (1..=12).chain(1..=12).chain([12, 11, 1, 2]) {
        let name = format!("run {count}");
        let changes = ProductUpdate::new().name(name.clone());
        Product::update(shop.ours, product.id, changes).execute(&mut tx).await.unwrap();
        let list = (0..count).fold(Product::select(shop.ours), |list, _| list.filter(Product::SKU.eq("L-1")));
        let found = list.limit(count).fetch_all(&mut tx).await.unwrap();
        assert_eq!(found.into_iter().map(|product| product.name).collect::<Vec<_>>(), [name]);
    }
}
