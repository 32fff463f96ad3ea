//! A scope inside a scope: tokio-postgres has no place to write one.

use peristyle::Error;
use peristyle::prelude::*;

use super::queries::{Shop, lamp};
use crate::shop::Product;

#[tokio::test]
async fn a_tenant_is_not_opened_inside_a_transaction() {
    let shop = Shop::open().await;
    let mut tx = shop.begin().await;
    Product::insert(shop.ours, lamp("L-1")).execute(&mut tx).await.unwrap();
    let nested = tx.connection().begin_tenant(shop.theirs).await.map(drop);
    assert!(matches!(nested, Err(Error::NestedTenant)));
    // The outer transaction goes on as if nothing had been asked.
    let found = Product::find_by_sku(shop.ours, "L-1").fetch_optional(&mut tx).await.unwrap();
    assert!(found.is_some());
    tx.commit().await.unwrap();
}
