//! Statements on one row.

use peristyle::prelude::*;

use super::schema::{Item, ItemUpdate, Organization};
use super::{Stock, reads, within};

#[tokio::test]
async fn find_reads_the_key() {
    let stock = Stock::open().await;
    let mut tx = stock.begin().await;
    let plan = Item::find(stock.tenant, stock.item).into_statement().unwrap().analyze(&mut tx).await.unwrap();
    reads(&plan, "org_items_pkey");
    within(&plan, 10);
    let found = Item::find(stock.tenant, stock.item).fetch_one(&mut tx).await.unwrap();
    assert_eq!(found.sku, "sku 700");
}

#[tokio::test]
async fn the_root_is_found_by_its_key() {
    let stock = Stock::open().await;
    let mut tx = stock.begin().await;
    let plan = Organization::find(stock.tenant).into_statement().unwrap().analyze(&mut tx).await.unwrap();
    reads(&plan, "organizations_pkey");
}

#[tokio::test]
async fn a_finder_reads_its_unique() {
    let stock = Stock::open().await;
    let mut tx = stock.begin().await;
    let plan = Item::find_by_sku(stock.tenant, "sku 700").into_statement().unwrap();
    let plan = plan.analyze(&mut tx).await.unwrap();
    reads(&plan, "org_items_organization_id_sku_key");
    within(&plan, 10);
}

#[tokio::test]
async fn writes_by_id_read_the_key() {
    let stock = Stock::open().await;
    let mut tx = stock.begin().await;
    let statements = [
        Item::update(stock.tenant, stock.item, ItemUpdate::new().stock(3)).into_statement(),
        Item::delete(stock.tenant, stock.item).into_statement(),
        Item::restore(stock.tenant, stock.item).into_statement(),
    ];
    for statement in statements {
        reads(&statement.unwrap().explain(&mut tx).await.unwrap(), "org_items_pkey");
    }
}
