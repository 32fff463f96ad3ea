//! Reading across tenants: with a reason, on a role that bypasses row level security, and nothing else.

use std::time::Duration;

use peristyle::prelude::*;
use peristyle::{AcrossTenants, Error};
use peristyle_test_server::Role;

use super::{Pool, Shop, driver, lamp};
use crate::shop::{Category, Country, Organization, Product};

const ACROSS: AcrossTenants<Organization> = AcrossTenants::new("the shop's nightly \\ report");

/// A pool of the superuser, who is not held to row level security.
fn unheld(shop: &Shop) -> Pool {
    driver::pool(driver::options(&shop.database, Role::Admin), 1, Duration::from_secs(30))
}

#[tokio::test]
async fn live_rows_of_all_tenants_are_read() {
    let shop = Shop::open().await;
    let (ours, theirs) = (shop.product(shop.ours, "A").await, shop.product(shop.theirs, "B").await);
    let mut tx = shop.begin().await;
    let gone = Product::insert(shop.ours, lamp("C")).fetch_one(&mut tx).await.unwrap();
    Product::delete(shop.ours, gone.id).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = unheld(&shop).begin_across(ACROSS).await.unwrap();
    let rows = Product::select_across(ACROSS).order_by(Product::SKU.asc()).limit(9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(rows, [ours, theirs.clone()]);
    let narrowed = Product::select_across(ACROSS).filter(Product::SKU.eq("B")).limit(9).fetch_all(&mut tx).await;
    assert_eq!(narrowed.unwrap(), [theirs]);
    let roots = Organization::select_across(ACROSS).limit(9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(roots.len(), 2);
    assert_eq!(Country::select().limit(9).fetch_all(&mut tx).await.unwrap(), []);
}

#[tokio::test]
async fn a_select_of_one_tenant_within_is_refused() {
    let shop = Shop::open().await;
    let ours = Category::select(shop.ours).column(Category::ID);
    let mixed = Product::select_across(ACROSS).filter(Product::CATEGORY_ID.is_in_select(ours)).limit(9);
    assert!(matches!(mixed.into_statement(), Err(Error::OtherTenant)));
}

#[tokio::test]
async fn a_role_under_row_level_security_gets_an_error() {
    let shop = Shop::open().await;
    let pool = super::pool(&shop.database, 1);
    for role in [Role::Application, Role::Owner] {
        let pool = driver::pool(driver::options(&shop.database, role), 1, Duration::from_secs(30));
        let held = pool.begin_across(ACROSS).await.unwrap_err();
        assert!(matches!(held, Error::RowSecurity(_)), "{held:?}");
        assert_eq!(
            held.to_string(),
            "the database role cannot read across tenants: query would be affected by row-level security policy for table \"organizations\""
        );
        // The connection, or its successor, is in no transaction.
        let on = driver::query(&pool, "SHOW row_security").await;
        assert_eq!(on, Ok(vec![Some("on".to_owned())]));
    }
    let mut tx = pool.begin_tenant(shop.ours).await.unwrap();
    assert_eq!(Product::select(shop.ours).limit(9).fetch_all(&mut tx).await.unwrap(), []);
}

#[tokio::test]
async fn nothing_is_written_and_nothing_stays() {
    let shop = Shop::open().await;
    let pool = unheld(&shop);
    let mut tx = pool.begin_across(ACROSS).await.unwrap();
    let stated = driver::query_across(&mut tx, "SHOW peristyle.across_tenants").await;
    assert_eq!(stated, Ok(vec![Some(ACROSS.reason().to_owned())]));
    let refused = driver::query_across(&mut tx, "DELETE FROM org_products").await;
    assert_eq!(refused, Err("cannot execute DELETE in a read-only transaction".to_owned()));
    drop(tx);
    let left = "SELECT current_setting('row_security') || current_setting('peristyle.across_tenants', true)";
    assert_eq!(driver::query(&pool, left).await, Ok(vec![Some("on".to_owned())]));
}

#[tokio::test]
async fn without_a_reason_nothing_is_sent() {
    let shop = Shop::open().await;
    let refused = unheld(&shop).begin_across(AcrossTenants::<Organization>::new(" ")).await.unwrap_err();
    assert_eq!(refused.to_string(), "reading across tenants needs a reason: `AcrossTenants::new(\"why\")`");
}
