//! Updates that require the version of a row that was read.

use chrono::{DateTime, Utc};
use peristyle::prelude::*;
use peristyle::{Error, ViolationKind};

use super::Shop;
use super::value_exprs::{COUNTERS, Counter, CounterUpdate, database, stored};
use crate::shop::{Product, ProductUpdate};

#[tokio::test]
async fn a_version_is_compared_and_incremented() {
    let (_database, pool) = database(&COUNTERS).await;
    let row = stored(&pool).await;
    let update = |seen: i64| Counter::update(row.id, CounterUpdate::new().whole(3)).if_version(Counter::LARGE, seen);
    let updated = update(100).fetch_one(&pool).await.unwrap();
    assert_eq!((updated.large, updated.whole), (101, 3));
    assert!(updated.updated_at > row.updated_at);
    update(101).set(Counter::WHOLE, Counter::WHOLE + 1).execute(&pool).await.unwrap();
    for seen in [100, 101, 103, i64::MAX] {
        let stale = update(seen).fetch_one(&pool).await.unwrap_err();
        assert!(matches!(stale, Error::Stale { .. }), "{stale}");
        assert_eq!(stale.to_string(), "counter was updated since it was read");
        assert!(matches!(update(seen).execute(&pool).await, Err(Error::Stale { .. })));
    }
    let missing = Counter::update(Id::generate(), CounterUpdate::new()).if_version(Counter::LARGE, 102);
    assert!(matches!(missing.fetch_one(&pool).await, Err(Error::NotFound { .. })));
    let missing = Counter::update(Id::generate(), CounterUpdate::new().whole(1)).if_version(Counter::LARGE, 102);
    assert!(matches!(missing.execute(&pool).await, Err(Error::NotFound { .. })));
    // A version that the changes set is incremented too; without changes, only the version is.
    let changes = CounterUpdate::new().large(7);
    let row = Counter::update(row.id, changes).if_version(Counter::LARGE, 102).fetch_one(&pool).await.unwrap();
    assert_eq!((row.large, row.whole), (103, 4));
    let small = Counter::update(row.id, CounterUpdate::new()).if_version(Counter::SMALL, 1_i16);
    let row = small.fetch_one(&pool).await.unwrap();
    assert_eq!((row.small, row.large), (2, 103));
    let most = Counter::update(row.id, CounterUpdate::new()).set(Counter::LARGE, i64::MAX);
    most.execute(&pool).await.unwrap();
    let most = Counter::update(row.id, CounterUpdate::new()).if_version(Counter::LARGE, i64::MAX);
    let most = most.execute(&pool).await;
    assert!(matches!(most, Err(Error::Violation(violation)) if violation.kind == ViolationKind::OutOfRange));
    for column in ["next", "at"] {
        let update = Counter::update(row.id, CounterUpdate::new());
        let update = match column {
            "next" => update.if_version(Counter::NEXT, 1),
            _ => update.if_version(Counter::AT, row.at),
        };
        assert!(matches!(update.execute(&pool).await, Err(Error::Unchangeable { column: found }) if found == column));
    }
}

#[tokio::test]
async fn updated_at_is_a_version() {
    let shop = Shop::open().await;
    let (ours, theirs) = (shop.product(shop.ours, "L-1").await, shop.product(shop.theirs, "L-1").await);
    let update = |product: &Product, seen: DateTime<Utc>| {
        let update = Product::update(shop.ours, product.id, ProductUpdate::new().name("Lantern"));
        update.if_version(Product::UPDATED_AT, seen)
    };
    let mut tx = shop.begin().await;
    let updated = update(&ours, ours.updated_at).fetch_one(&mut tx).await.unwrap();
    assert_eq!(updated.name, "Lantern");
    tx.commit().await.unwrap();
    let mut tx = shop.begin().await;
    assert!(matches!(update(&ours, ours.updated_at).execute(&mut tx).await, Err(Error::Stale { .. })));
    // Not an oracle: a row of another tenant is missing, with its version or another one.
    for seen in [theirs.updated_at, ours.updated_at] {
        assert!(matches!(update(&theirs, seen).execute(&mut tx).await, Err(Error::NotFound { .. })));
        assert!(matches!(update(&theirs, seen).fetch_one(&mut tx).await, Err(Error::NotFound { .. })));
    }
    let touched = Product::update(shop.ours, ours.id, ProductUpdate::new());
    let touched = touched.if_version(Product::UPDATED_AT, updated.updated_at).fetch_one(&mut tx).await.unwrap();
    assert!(touched.updated_at > updated.updated_at);
    // Every update moves it forward, also a second one of the same transaction.
    assert!(matches!(update(&ours, updated.updated_at).execute(&mut tx).await, Err(Error::Stale { .. })));
    Product::delete(shop.ours, ours.id).execute(&mut tx).await.unwrap();
    assert!(matches!(update(&ours, touched.updated_at).execute(&mut tx).await, Err(Error::NotFound { .. })));
}

/// The time of a transaction that began before the last writer's is older than the version.
#[tokio::test]
async fn an_update_of_an_older_transaction_moves_the_version_forward() {
    let shop = Shop::open().await;
    let row = shop.product(shop.ours, "L-1").await;
    let update = || Product::update(shop.ours, row.id, ProductUpdate::new().name("Lantern"));
    let mut older = shop.begin().await;
    Product::find(shop.ours, row.id).fetch_one(&mut older).await.unwrap();
    let mut newer = shop.begin().await;
    let seen = update().fetch_one(&mut newer).await.unwrap().updated_at;
    newer.commit().await.unwrap();
    update().if_version(Product::UPDATED_AT, seen).execute(&mut older).await.unwrap();
    older.commit().await.unwrap();
    let mut tx = shop.begin().await;
    let stale = update().if_version(Product::UPDATED_AT, seen).execute(&mut tx).await;
    assert!(matches!(stale, Err(Error::Stale { .. })), "{stale:?}");
}

/// Of two that saw the same version, one wins and the other is told.
#[tokio::test]
async fn one_of_two_concurrent_updates_is_stale() {
    let (_database, pool) = database(&COUNTERS).await;
    let row = stored(&pool).await;
    let update = |whole| {
        let update = Counter::update(row.id, CounterUpdate::new().whole(whole)).if_version(Counter::LARGE, row.large);
        update.execute(&pool)
    };
    let outcomes = tokio::join!(update(1), update(2));
    let stale = [&outcomes.0, &outcomes.1].iter().filter(|outcome| matches!(outcome, Err(Error::Stale { .. }))).count();
    assert_eq!(stale, 1, "{outcomes:?}");
    assert_eq!(Counter::find(row.id).fetch_one(&pool).await.unwrap().large, row.large + 1);
}
