//! Another tenant's rows, and transactions of the wrong tenant.

use peristyle::Error;
use peristyle::prelude::*;

use super::{Shop, driver, lamp};
use crate::shop::{
    Category, CategoryInsert, Organization, OrganizationInsert, OrganizationUpdate, Product, ProductUpdate,
};

#[tokio::test]
async fn another_tenants_row_is_as_good_as_none() {
    let shop = Shop::open().await;
    let lamp = shop.product(shop.theirs, "L-1").await;
    let mut tx = shop.begin().await;
    assert_eq!(Product::find(shop.ours, lamp.id).fetch_optional(&mut tx).await.unwrap(), None);
    assert_eq!(Product::find_by_sku(shop.ours, "L-1").fetch_optional(&mut tx).await.unwrap(), None);
    let results = [
        Product::find(shop.ours, lamp.id).fetch_one(&mut tx).await.map(drop),
        Product::update(shop.ours, lamp.id, ProductUpdate::new()).execute(&mut tx).await,
        Product::update(shop.ours, lamp.id, ProductUpdate::new().name("x")).execute(&mut tx).await,
        Product::delete(shop.ours, lamp.id).execute(&mut tx).await,
        Product::restore(shop.ours, lamp.id).execute(&mut tx).await,
    ];
    for result in results {
        assert_eq!(result.unwrap_err().to_string(), "product not found");
    }
    tx.commit().await.unwrap();

    let mut theirs = shop.pool.begin_tenant(shop.theirs).await.unwrap();
    assert_eq!(Product::find(shop.theirs, lamp.id).fetch_one(&mut theirs).await.unwrap(), lamp);
}

#[tokio::test]
async fn a_statement_of_another_tenant_does_not_reach_the_server() {
    let shop = Shop::open().await;
    let lamp = shop.product(shop.theirs, "L-1").await;
    let mut tx = shop.begin().await;
    let results = [
        Product::find(shop.theirs, lamp.id).fetch_one(&mut tx).await.map(drop),
        Product::find(shop.theirs, lamp.id).fetch_optional(&mut tx).await.map(drop),
        Product::select(shop.theirs).limit(1).fetch_all(&mut tx).await.map(drop),
        Product::insert(shop.theirs, super::lamp("L-2")).execute(&mut tx).await,
        Product::update(shop.theirs, lamp.id, ProductUpdate::new().name("x")).execute(&mut tx).await,
        Product::delete(shop.theirs, lamp.id).execute(&mut tx).await,
        Product::restore(shop.theirs, lamp.id).execute(&mut tx).await,
    ];
    for result in results {
        assert!(matches!(result, Err(Error::OtherTenant)));
    }
    // Had one of them been sent and refused, the transaction would be lost.
    Product::insert(shop.ours, super::lamp("L-3")).execute(&mut tx).await.unwrap();
}

#[tokio::test]
async fn a_reference_into_another_tenant_is_refused() {
    let shop = Shop::open().await;
    let mut tx = shop.pool.begin_tenant(shop.theirs).await.unwrap();
    let theirs = Category::insert(shop.theirs, CategoryInsert::new("theirs")).fetch_one(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = shop.begin().await;
    let pointing = Product::insert(shop.ours, lamp("L-1").category_id(theirs.id)).execute(&mut tx).await;
    let told = "org_products: the referenced category does not exist (org_products_organization_id_category_id_fkey)";
    assert_eq!(pointing.unwrap_err().to_string(), told);
}

#[tokio::test]
async fn a_root_is_inserted_and_changed_only_by_its_own_tenant() {
    let shop = Shop::open().await;
    let mut tx = shop.begin().await;
    let foreign = Organization::insert(shop.ours, OrganizationInsert::new("third")).execute(&mut tx).await;
    assert!(matches!(foreign, Err(Error::OtherRoot)));
    let unnamed = Organization::find(shop.theirs).fetch_optional(&mut tx).await;
    assert!(matches!(unnamed, Err(Error::OtherTenant)));
    let changes = OrganizationUpdate::new().name("renamed");
    let renamed = Organization::update(shop.ours, changes).fetch_one(&mut tx).await.unwrap();
    assert_eq!(renamed.name, "renamed");
}

#[tokio::test]
async fn without_a_tenant_nothing_is_read_or_written() {
    let shop = Shop::open().await;
    shop.product(shop.ours, "L-1").await;
    for sql in ["SELECT count(*) FROM org_products", "UPDATE org_products SET name = 'x'"] {
        assert_eq!(driver::query(&shop.pool, sql).await, Err("no tenant is set".to_owned()));
    }
}

#[tokio::test]
async fn a_tenant_that_own_sql_takes_away_is_missed() {
    let shop = Shop::open().await;
    for (tenant, missing) in [("''", true), ("'garbage'", false)] {
        let mut tx = shop.begin().await;
        let setting = format!("SET LOCAL peristyle.organization_id = {tenant}");
        driver::query_in(&mut tx, &setting).await.unwrap();
        let refused = Product::select(shop.ours).limit(1).fetch_all(&mut tx).await.unwrap_err();
        assert_eq!(matches!(refused, Error::NoTenant), missing, "{refused}");
        assert_eq!(matches!(refused, Error::Denied(_)), !missing, "{refused}");
    }
}

#[tokio::test]
async fn raw_sql_is_limited_to_the_tenant() {
    let shop = Shop::open().await;
    let lamp = shop.product(shop.ours, "L-1").await;
    shop.product(shop.theirs, "L-1").await;
    let mut tx = shop.begin().await;
    let ids = driver::query_in(&mut tx, "SELECT id FROM org_products").await.unwrap();
    assert_eq!(ids, [Some(lamp.id.to_string())]);
}

#[tokio::test]
async fn a_transaction_leaves_no_tenant_behind() {
    let shop = Shop::open().await;
    let pool = super::pool(&shop.database, 1);
    for end in ["commit", "rollback", "drop"] {
        let mut tx = pool.begin_tenant(shop.ours).await.unwrap();
        Product::insert(shop.ours, lamp(end)).execute(&mut tx).await.unwrap();
        match end {
            "commit" => tx.commit().await.unwrap(),
            "rollback" => tx.rollback().await.unwrap(),
            _ => drop(tx),
        }
        let setting = driver::query(&pool, "SELECT current_setting('peristyle.organization_id', true)").await;
        assert_eq!(setting, Ok(vec![Some(String::new())]), "{end}");
    }
    let mut tx = pool.begin_tenant(shop.ours).await.unwrap();
    let kept = Product::select(shop.ours).limit(9).fetch_all(&mut tx).await.unwrap();
    assert_eq!(kept.iter().map(|row| row.sku.as_str()).collect::<Vec<_>>(), ["commit"]);
}
