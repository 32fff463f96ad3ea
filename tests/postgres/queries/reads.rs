//! Counts, existence, some columns, locks: what a select gives beside rows.

use peristyle::Error;
use peristyle::prelude::*;

use super::{Shop, driver, lamp};
use crate::shop::{Product, ProductStatus};

/// Products `A`, `B` and `C` of ours, the last one deleted, and two of theirs.
async fn stocked() -> Shop {
    let shop = Shop::open().await;
    let mut tx = shop.begin().await;
    let rows = [lamp("A").description("x"), lamp("B").status(ProductStatus::Active), lamp("C")];
    let deleted = rows[2].id();
    for row in rows {
        Product::insert(shop.ours, row).execute(&mut tx).await.unwrap();
    }
    Product::delete(shop.ours, deleted).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    shop.product(shop.theirs, "A").await;
    shop.product(shop.theirs, "T").await;
    shop
}

#[tokio::test]
async fn rows_are_counted() {
    let shop = stocked().await;
    let mut tx = shop.begin().await;
    let all = || Product::select(shop.ours);
    assert_eq!(all().count(&mut tx).await.unwrap(), 2);
    assert_eq!(all().with_deleted().count(&mut tx).await.unwrap(), 3);
    assert_eq!(all().only_deleted().count(&mut tx).await.unwrap(), 1);
    assert_eq!(all().limit(1).count(&mut tx).await.unwrap(), 1);
    assert_eq!(all().limit(9).offset(1).count(&mut tx).await.unwrap(), 1);
    assert_eq!(all().filter(Product::SKU.eq("T")).count(&mut tx).await.unwrap(), 0);
    assert_eq!(all().with_deleted().column(Product::NAME).distinct().count(&mut tx).await.unwrap(), 1);
}

#[tokio::test]
async fn existence_is_asked_for() {
    let shop = stocked().await;
    let mut tx = shop.begin().await;
    let with = |sku: &str| Product::select(shop.ours).filter(Product::SKU.eq(sku));
    assert!(with("A").exists(&mut tx).await.unwrap());
    assert!(!with("T").exists(&mut tx).await.unwrap());
    assert!(!with("C").exists(&mut tx).await.unwrap());
    assert!(with("C").only_deleted().exists(&mut tx).await.unwrap());
    assert!(!with("A").limit(0).exists(&mut tx).await.unwrap());
}

#[tokio::test]
async fn the_first_of_several_rows_is_the_one() {
    let shop = stocked().await;
    let mut tx = shop.begin().await;
    let list = || Product::select(shop.ours).order_by(Product::SKU.desc());
    assert_eq!(list().fetch_one(&mut tx).await.unwrap().sku, "B");
    assert_eq!(list().fetch_optional(&mut tx).await.unwrap().unwrap().sku, "B");
    assert_eq!(list().limit(5).offset(1).fetch_one(&mut tx).await.unwrap().sku, "A");
    let none = list().filter(Product::SKU.eq("T"));
    assert_eq!(none.fetch_one(&mut tx).await.unwrap_err().to_string(), "product not found");
    assert!(list().limit(0).fetch_optional(&mut tx).await.unwrap().is_none());
}

#[tokio::test]
async fn some_columns_come_as_a_tuple() {
    let shop = stocked().await;
    let mut tx = shop.begin().await;
    let all = || Product::select(shop.ours).order_by(Product::SKU.asc());
    let rows: Vec<(String, Option<String>, ProductStatus, Vec<String>)> = all()
        .columns((Product::SKU, Product::DESCRIPTION, Product::STATUS, Product::TAGS))
        .limit(9)
        .fetch_all(&mut tx)
        .await
        .unwrap();
    assert_eq!(rows[0], ("A".to_owned(), Some("x".to_owned()), ProductStatus::Draft, vec![]));
    assert_eq!((rows.len(), rows[1].2), (2, ProductStatus::Active));
    let skus: Vec<String> = all().column(Product::SKU).limit(9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(skus, ["A", "B"]);
    let id: Id<Product> = all().column(Product::ID).fetch_one(&mut tx).await.unwrap();
    assert_eq!(Product::find(shop.ours, id).fetch_one(&mut tx).await.unwrap().sku, "A");
    // The order of a distinct list is over what it reads. Nothing else is sent.
    let names = || all().with_deleted().column(Product::NAME).distinct();
    for refused in [
        names().limit(9).fetch_all(&mut tx).await.map(drop),
        names().fetch_optional(&mut tx).await.map(drop),
        names().count(&mut tx).await.map(drop),
        all().columns((Product::STATUS, Product::NAME)).distinct().fetch_one(&mut tx).await.map(drop),
        names().into_sea_query().map(drop),
    ] {
        let refused = refused.unwrap_err();
        assert!(matches!(refused, Error::UnreadOrder { column: "sku" }));
        assert_eq!(
            refused.to_string(),
            "the distinct list is ordered by `sku`, which it does not read: add the column to `.columns((..))`"
        );
    }
    assert!(names().exists(&mut tx).await.unwrap());
    let names =
        Product::select(shop.ours).with_deleted().column(Product::NAME).distinct().order_by(Product::NAME.asc());
    assert_eq!(names.limit(9).fetch_all(&mut tx).await.unwrap(), ["Lamp"]);
}

#[tokio::test]
async fn an_offset_leaves_rows_out() {
    let shop = stocked().await;
    let mut tx = shop.begin().await;
    let list = Product::select(shop.ours).with_deleted().order_by(Product::SKU.asc()).limit(1).offset(2);
    assert_eq!(list.fetch_all(&mut tx).await.unwrap()[0].sku, "C");
}

#[tokio::test]
async fn a_locked_row_is_skipped() {
    let shop = stocked().await;
    let (mut one, mut two) = (shop.begin().await, shop.begin().await);
    let first = Product::select(shop.ours).order_by(Product::SKU.asc()).for_update().fetch_one(&mut one).await.unwrap();
    let locked = Product::find(shop.ours, first.id).for_update().fetch_one(&mut one).await.unwrap();
    assert_eq!(locked, first);
    let free = Product::select(shop.ours).for_update_skip_locked().limit(9).fetch_all(&mut two).await.unwrap();
    assert_eq!(free.iter().map(|row| row.sku.as_str()).collect::<Vec<_>>(), ["B"]);
}

#[tokio::test]
async fn a_lock_is_shared_or_fails_at_once() {
    let shop = stocked().await;
    let (mut one, mut two) = (shop.begin().await, shop.begin().await);
    let list = || Product::select(shop.ours).order_by(Product::SKU.asc());
    let first = list().for_share().limit(9).fetch_all(&mut one).await.unwrap()[0].clone();
    assert_eq!(list().for_share_nowait().fetch_one(&mut two).await.unwrap(), first);
    assert_eq!(Product::find(shop.ours, first.id).for_share().fetch_one(&mut two).await.unwrap(), first);
    assert_eq!(Product::find(shop.ours, first.id).for_share_nowait().fetch_one(&mut two).await.unwrap(), first);
    let free = list().for_update_skip_locked().limit(9).fetch_all(&mut two).await.unwrap();
    assert_eq!(free, []);
    let mut savepoint = two.savepoint().await.unwrap();
    let error = list().for_update_nowait().limit(9).fetch_all(&mut savepoint).await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    savepoint.rollback().await.unwrap();
    let error = Product::find(shop.ours, first.id).for_update_nowait().fetch_one(&mut two).await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    drop((one, two));
    let mut two = shop.begin().await;
    Product::find(shop.ours, first.id).for_update().fetch_one(&mut two).await.unwrap();
    let mut three = shop.begin().await;
    let free = list().for_share_skip_locked().limit(9).fetch_all(&mut three).await.unwrap();
    assert!(free.iter().all(|row| row.id != first.id) && free.len() == 1, "{free:?}");
}

#[tokio::test]
async fn columns_of_one_row_are_compared() {
    let shop = stocked().await;
    let mut tx = shop.begin().await;
    let same = lamp("same").description("same");
    Product::insert(shop.ours, same).execute(&mut tx).await.unwrap();
    let skus =
        |condition| Product::select(shop.ours).filter(condition).order_by(Product::SKU.asc()).column(Product::SKU);
    let mut found = Vec::new();
    for condition in [
        Product::SKU.eq_column(Product::DESCRIPTION),
        Product::SKU.ne_column(Product::DESCRIPTION),
        Product::SKU.lt_column(Product::DESCRIPTION),
        Product::DESCRIPTION.le_column(Product::SKU),
        Product::DESCRIPTION.gt_column(Product::SKU),
        Product::UPDATED_AT.ge_column(Product::CREATED_AT),
    ] {
        found.push(skus(condition).limit(9).fetch_all(&mut tx).await.unwrap().join(" "));
    }
    assert_eq!(found, ["same", "A", "A", "same", "A", "A B same"]);
}

/// What the server did, line by line, for a statement that takes the tenant alone.
async fn plan(shop: &Shop, sql: &str) -> String {
    let mut tx = shop.begin().await;
    let sql = sql.replace("$1", &format!("'{}'", shop.ours.id()));
    let explained = format!("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) {sql}");
    let lines = driver::query_in(&mut tx, &explained).await.unwrap();
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn existence_stops_at_the_first_row() {
    let shop = stocked().await;
    let statement = Product::select(shop.ours).with_deleted().into_exists().unwrap();
    let plan = plan(&shop, statement.sql()).await;
    let scan = plan.lines().find(|line| line.contains("on org_products")).unwrap();
    // From PostgreSQL 18 on a count has decimals.
    assert!(scan.contains("rows=1 ") || scan.contains("rows=1.00 "), "{plan}");
}
