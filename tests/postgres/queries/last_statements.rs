//! The first statement of a transaction, sent with what opens it, and the last one, sent with COMMIT.

use std::sync::atomic::{AtomicU32, Ordering};

use peristyle::Error;
use peristyle::prelude::*;
use peristyle::transaction::TransactionOptions;
use peristyle_test::server::Role;

use super::transactions::{assert_untouched, cut_short, skus};
use super::{Shop, driver, lamp};
use crate::shop::{Country, CountryInsert, Product, ProductUpdate};
#[cfg(unix)]
use crate::wire::Wire;

fn options() -> TransactionOptions {
    TransactionOptions::new().pipelined()
}

#[tokio::test]
async fn the_last_statement_commits() {
    let shop = Shop::open().await;
    let (pool, ours) = (super::pool(&shop.database, 1), shop.ours);
    for options in [TransactionOptions::new(), options()] {
        let sku = |letter: &str| format!("{letter}{}", u8::from(options == TransactionOptions::new()));
        let begin = || pool.begin_tenant_with(ours, options);
        Product::insert(ours, lamp(&sku("A"))).execute(begin().await.unwrap().committing()).await.unwrap();
        let mut tx = begin().await.unwrap();
        let row = Product::insert(ours, lamp(&sku("B"))).fetch_one(&mut tx).await.unwrap();
        let last = Product::update(ours, row.id, ProductUpdate::new().name("x")).fetch_one(tx.committing()).await;
        assert_eq!(last.unwrap().name, "x");
        // No statement is sent, and what was written before is committed.
        let mut tx = begin().await.unwrap();
        Product::insert(ours, lamp(&sku("C"))).execute(&mut tx).await.unwrap();
        assert_eq!(Product::insert_many(ours, []).execute(tx.committing()).await.unwrap(), 0);
        // No row is needed.
        let mut tx = begin().await.unwrap();
        Product::insert(ours, lamp(&sku("D"))).execute(&mut tx).await.unwrap();
        assert_eq!(Product::delete_many(ours, Product::SKU.eq("none")).execute(tx.committing()).await.unwrap(), 0);
        assert_untouched(&shop, &pool, "the last statement").await;
    }
    assert_eq!(skus(&shop).await, ["A0", "A1", "B0", "B1", "C0", "C1", "D0", "D1"]);
}

#[tokio::test]
async fn a_last_statement_that_fails_or_finds_no_row_rolls_back() {
    let shop = Shop::open().await;
    let (pool, ours) = (super::pool(&shop.database, 1), shop.ours);
    let row = shop.product(ours, "A").await;
    let begin = async || {
        let mut tx = pool.begin_tenant_with(ours, options()).await.unwrap();
        Product::insert(ours, lamp("B")).execute(&mut tx).await.unwrap();
        tx
    };
    let taken = Product::insert(ours, lamp("A")).execute(begin().await.committing()).await;
    assert!(matches!(taken, Err(Error::Violation(_))), "{taken:?}");
    let missing = Product::find(ours, Id::generate()).fetch_one(begin().await.committing()).await;
    assert!(matches!(missing, Err(Error::NotFound { .. })), "{missing:?}");
    let changes = || ProductUpdate::new().name("x");
    let missing = Product::update(ours, Id::generate(), changes()).execute(begin().await.committing()).await;
    assert!(matches!(missing, Err(Error::NotFound { .. })), "{missing:?}");
    let other_version = row.updated_at - std::time::Duration::from_secs(1);
    let stale = || Product::update(ours, row.id, changes()).if_version(Product::UPDATED_AT, other_version);
    let refused = stale().execute(begin().await.committing()).await;
    assert!(matches!(refused, Err(Error::Stale { .. })), "{refused:?}");
    let refused = stale().fetch_one(begin().await.committing()).await;
    assert!(matches!(refused, Err(Error::Stale { .. })), "{refused:?}");
    let other = Product::update(shop.theirs, row.id, changes()).execute(begin().await.committing()).await;
    assert!(matches!(other, Err(Error::OtherTenant)), "{other:?}");
    // A statement that failed before.
    let mut tx = begin().await;
    Product::insert(ours, lamp("A")).execute(&mut tx).await.unwrap_err();
    let aborted = Product::insert(ours, lamp("C")).execute(tx.committing()).await;
    assert!(matches!(aborted, Err(Error::Aborted(_))), "{aborted:?}");
    // SQL of your own may have written.
    let mut tx = pool.begin_tenant(ours).await.unwrap();
    driver::query_in(&mut tx, "UPDATE org_products SET name = 'changed'").await.unwrap();
    let missing = Product::update(ours, Id::generate(), changes()).execute(tx.committing()).await;
    assert!(matches!(missing, Err(Error::NotFound { .. })), "{missing:?}");
    // A savepoint is kept or undone by itself.
    let mut tx = pool.begin_tenant(ours).await.unwrap();
    let savepoint = tx.savepoint().await.unwrap();
    Product::insert(ours, lamp("D")).execute(savepoint.committing()).await.unwrap();
    let savepoint = tx.savepoint().await.unwrap();
    let taken = Product::insert(ours, lamp("A")).execute(savepoint.committing()).await;
    assert!(matches!(taken, Err(Error::Violation(_))), "{taken:?}");
    tx.commit().await.unwrap();
    assert_untouched(&shop, &pool, "last statements").await;
    assert_eq!(skus(&shop).await, ["A", "D"]);
    assert_eq!(Product::find(ours, row.id).fetch_one(&pool).await.unwrap().name, "Lamp");
}

#[tokio::test]
async fn a_conflict_of_the_last_statement_is_tried_again() {
    let shop = &Shop::open().await;
    let row = &shop.product(shop.ours, "A").await;
    let ran = &AtomicU32::new(0);
    let work = shop.pool.in_tenant(shop.ours).with_options(options().repeatable_read()).retry(3);
    let done: Result<(), Error> = work
        .run(|mut tx| async move {
            Product::find(shop.ours, row.id).fetch_one(&mut tx).await?;
            if ran.fetch_add(1, Ordering::Relaxed) == 0 {
                Product::update(shop.ours, row.id, ProductUpdate::new().name("other")).execute(&shop.pool).await?;
            }
            Product::update(shop.ours, row.id, ProductUpdate::new().name("x")).execute(tx.committing()).await
        })
        .await;
    done.unwrap();
    assert_eq!(ran.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn what_is_cut_short_leaves_nothing_behind() {
    let shop = Shop::open().await;
    let row = shop.product(shop.ours, "A").await;
    for polls in 1..10 {
        let pool = super::pool(&shop.database, 1);
        Product::find(shop.ours, row.id).fetch_one(&pool).await.unwrap();
        let told = format!("dropped after {polls} polls");
        // The first statement, and what follows it.
        let mut tx = pool.begin_tenant_with(shop.ours, options()).await.unwrap();
        cut_short(polls, Product::insert(shop.ours, lamp(&format!("first {polls}"))).execute(&mut tx)).await;
        let next = Product::find(shop.ours, row.id).fetch_one(&mut tx).await;
        assert!(matches!(next, Ok(_) | Err(Error::Aborted(_))), "{told}: {next:?}");
        let own = driver::query_in(&mut tx, "SELECT current_setting('peristyle.organization_id')").await;
        match next {
            Ok(_) => assert_eq!(own, Ok(vec![Some(shop.ours.id().to_string())]), "{told}"),
            Err(_) => assert!(own.is_err(), "{told}: {own:?}"),
        }
        drop(tx);
        assert_untouched(&shop, &pool, &told).await;
        // The last one.
        let mut tx = pool.begin_tenant_with(shop.ours, options()).await.unwrap();
        Product::insert(shop.ours, lamp(&format!("{polls}"))).execute(&mut tx).await.unwrap();
        let last = Product::insert_many(shop.ours, [lamp(&format!("{polls}-last"))]).execute(tx.committing());
        cut_short(polls, last).await;
        assert_untouched(&shop, &pool, &told).await;
        // Nothing is sent at all.
        drop(pool.begin_tenant_with(shop.ours, options()).await.unwrap());
        pool.begin_tenant_with(shop.ours, options()).await.unwrap().commit().await.unwrap();
        pool.begin_tenant_with(shop.ours, options()).await.unwrap().rollback().await.unwrap();
        assert_untouched(&shop, &pool, &told).await;
    }
    // Both or none.
    let all = skus(&shop).await;
    for polls in 1..10 {
        let one = |sku: String| all.contains(&sku);
        assert!(!one(format!("first {polls}")), "{all:?}");
        assert_eq!(one(format!("{polls}")), one(format!("{polls}-last")), "{all:?}");
    }
}

/// SQL of your own before the first statement.
#[tokio::test]
async fn sql_of_ones_own_comes_after_the_opening() {
    let shop = Shop::open().await;
    let pool = super::pool(&shop.database, 1);
    Product::insert(shop.ours, lamp("A")).execute(&pool).await.unwrap();
    for end in ["commit", "rollback", "last", "statement", "savepoint"] {
        let mut tx = pool.begin_tenant_with(shop.ours, options()).await.unwrap();
        let change = format!("UPDATE org_products SET name = '{end}' RETURNING sku");
        assert_eq!(driver::query_in(&mut tx, &change).await, Ok(vec![Some("A".to_owned())]));
        match end {
            "commit" => tx.commit().await.unwrap(),
            "rollback" => tx.rollback().await.unwrap(),
            "last" => drop(Product::find_by_sku(shop.ours, "A").fetch_one(tx.committing()).await.unwrap()),
            "statement" => {
                assert_eq!(Product::find_by_sku(shop.ours, "A").fetch_one(&mut tx).await.unwrap().name, end);
                drop(tx);
            }
            _ => {
                tx.savepoint().await.unwrap().commit().await.unwrap();
                drop(tx);
            }
        }
        let kept = if matches!(end, "commit" | "rollback") { "commit" } else { "last" };
        assert_eq!(Product::find_by_sku(shop.ours, "A").fetch_one(&pool).await.unwrap().name, kept);
        assert_untouched(&shop, &pool, end).await;
    }
}

/// The server does not open the transaction: the first statement says so, and nothing else has an effect.
#[cfg(unix)]
#[tokio::test]
async fn an_opening_that_is_refused_ends_the_transaction() {
    let shop = Shop::open().await;
    let wire = Wire::before(&shop.database.connect_options(Role::Application));
    let socket = driver::socket(driver::options(&shop.database, Role::Application), wire.folder());
    let pool = driver::pool(socket, 1, std::time::Duration::from_secs(30));
    let ours = shop.ours;
    Product::insert(ours, lamp("A")).execute(&pool).await.unwrap();
    for first in ["read", "write", "global", "own", "savepoint", "commit"] {
        wire.refuse_to_begin(true);
        let opened = pool.begin_tenant_with(ours, options()).await;
        wire.refuse_to_begin(driver::PIPELINES_BEGIN);
        let Ok(mut tx) = opened else {
            let pipelines = driver::PIPELINES_BEGIN;
            assert!(!pipelines, "{first}");
            continue;
        };
        let refused = match first {
            "read" => Product::find_by_sku(ours, "A").fetch_one(&mut tx).await.map(drop),
            "write" => Product::insert(ours, lamp("B")).execute(&mut tx).await,
            "global" => Country::insert(CountryInsert::new("xx")).execute(&mut tx).await,
            "savepoint" => tx.savepoint().await.map(drop),
            "own" => {
                // The one way in which SQL runs outside: `pipelined` says so. A tenant table refuses it.
                let own = driver::query_in(&mut tx, "UPDATE org_products SET name = 'x'").await;
                assert_eq!(own, Err("no tenant is set".to_owned()));
                Product::insert(ours, lamp("B")).execute(&mut tx).await
            }
            _ => {
                assert_eq!(driver::query_in(&mut tx, "SELECT 1").await, Ok(vec![Some("1".to_owned())]));
                let refused = tx.commit().await;
                assert!(refused.is_err(), "{first}");
                continue;
            }
        };
        assert!(matches!(refused, Err(Error::Driver(_))), "{first}: {refused:?}");
        let later = Product::insert(ours, lamp("C")).execute(&mut tx).await;
        assert!(matches!(later, Err(Error::Aborted(_))), "{first}: {later:?}");
        wire.refuse_to_begin(false);
        let own = driver::query_in(&mut tx, "INSERT INTO countries (id, code) VALUES (gen_random_uuid(), 'yy')").await;
        assert!(own.is_err(), "{first}: {own:?}");
        assert!(tx.commit().await.is_err(), "{first}");
        wire.refuse_to_begin(false);
        assert_untouched(&shop, &pool, first).await;
    }
    wire.refuse_to_begin(false);
    assert_eq!(skus(&shop).await, ["A"]);
    for code in ["xx", "yy"] {
        assert_eq!(Country::find_by_code(code).fetch_optional(&pool).await.unwrap(), None);
    }
}
