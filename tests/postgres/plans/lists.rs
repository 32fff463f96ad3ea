//! Statements on many rows.

use peristyle::prelude::*;
use peristyle::query::{Limited, Page, PageSize, Plan, Select};

use super::schema::{Item, Organization};
use super::{Stock, reads, within};

async fn analyzed(select: Select<Item, Limited>) -> Plan {
    let mut tx = Stock::open().await.begin().await;
    select.into_statement().unwrap().analyze(&mut tx).await.unwrap()
}

async fn tenant() -> Tenant<Organization> {
    Stock::open().await.tenant
}

/// The budget is 30 buffers in index order.
#[tokio::test]
async fn the_newest_twenty_read_the_key_and_few_buffers() {
    let plan = analyzed(Item::select(tenant().await).order_by(Item::ID.desc()).limit(20)).await;
    reads(&plan, "org_items_pkey");
    within(&plan, 30);
}

#[tokio::test]
async fn an_order_reads_the_index_that_was_declared_for_it() {
    let plan = analyzed(Item::select(tenant().await).order_by(Item::CREATED_AT.desc()).limit(20)).await;
    reads(&plan, "org_items_organization_id_created_at_id_idx");
    within(&plan, 30);
}

#[tokio::test]
async fn children_of_a_parent_read_the_index_of_their_reference() {
    let stock = Stock::open().await;
    let plan = analyzed(Item::select(stock.tenant).filter(Item::SHELF_ID.eq(stock.shelf)).limit(100)).await;
    reads(&plan, "org_items_organization_id_shelf_id_idx");
    within(&plan, 70);
}

#[tokio::test]
async fn a_partial_index_is_read_by_its_own_condition() {
    let select = Item::select(tenant().await).filter(Item::ACTIVE.eq(true)).order_by(Item::NAME.asc()).limit(20);
    let plan = analyzed(select).await;
    reads(&plan, "org_items_organization_id_name_idx");
    within(&plan, 30);
}

/// The hundredth page costs what the first does.
#[tokio::test]
async fn every_page_reads_the_index_of_its_order() {
    let tenant = tenant().await;
    let mut tx = Stock::open().await.begin().await;
    let page = |cursor| {
        let newest = Item::select(tenant).order_by(Item::CREATED_AT.desc());
        newest.page(PageSize::new(5).unwrap(), cursor)
    };
    let mut cursor = None;
    for number in 1..=100 {
        if number == 1 || number == 100 {
            let plan = page(cursor.clone()).into_statement().unwrap().analyze(&mut tx).await.unwrap();
            reads(&plan, "org_items_organization_id_created_at_id_idx");
            within(&plan, 30);
        }
        let Page { rows, next, .. } = page(cursor).fetch_all(&mut tx).await.unwrap();
        assert_eq!(rows.len(), 5);
        cursor = next;
    }
}

/// What the documentation of `offset` says about its cost.
#[tokio::test]
async fn an_offset_reads_the_rows_that_it_skips() {
    let tenant = tenant().await;
    let newest = || Item::select(tenant).order_by(Item::CREATED_AT.desc()).limit(5);
    let (first, far) = (analyzed(newest()).await, analyzed(newest().offset(500)).await);
    assert!(far.buffers() > first.buffers().map(|read| 10 * read), "\n{first}\n{far}");
}

#[tokio::test]
async fn a_count_and_an_exists_read_an_index() {
    let tenant = tenant().await;
    let mut tx = Stock::open().await.begin().await;
    let few = || Item::select(tenant).filter(Item::SKU.eq("sku 700"));
    for statement in [few().into_count(), few().into_exists()] {
        let plan = statement.unwrap().analyze(&mut tx).await.unwrap();
        reads(&plan, "org_items_organization_id_sku_key");
    }
}
