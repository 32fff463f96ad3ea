use sqlx::types::chrono::{DateTime, Utc};

use super::*;

#[tokio::test]
async fn a_unique_is_per_tenant_and_of_live_rows() {
    let mut shop = Shop::open().await;
    let (tenant, other, connection) = (shop.one, shop.other, &mut shop.application);
    enter(connection, tenant).await;
    let first = insert_product(connection, tenant, "L-1").await;
    let again = format!(
        "INSERT INTO org_products (id, organization_id, name, sku, price) VALUES ('{}', '{tenant}', 'Lamp', 'L-1', 1)",
        Uuid::now_v7()
    );
    let broken = ("23505".to_owned(), "org_products_organization_id_sku_key".to_owned());
    assert_eq!(refused(connection, &again).await, broken);
    run(connection, &format!("UPDATE org_products SET deleted_at = now() WHERE id = '{first}'")).await;
    assert_eq!(run(connection, &again).await, 1);
    // Restored, it would be the second of its kind.
    let restore = format!("UPDATE org_products SET deleted_at = NULL WHERE id = '{first}'");
    assert_eq!(refused(connection, &restore).await, broken);
    run(connection, "COMMIT").await;

    enter(connection, other).await;
    insert_product(connection, other, "L-1").await;
}

#[tokio::test]
async fn updated_at_is_true_for_every_writer() {
    let mut shop = Shop::open().await;
    let (tenant, connection) = (shop.one, &mut shop.owner);
    enter(connection, tenant).await;
    insert_product(connection, tenant, "L-1").await;
    run(connection, "COMMIT").await;

    let times = "SELECT created_at, updated_at FROM org_products";
    enter(connection, tenant).await;
    let (created, inserted): (DateTime<Utc>, DateTime<Utc>) = one(connection, times).await;
    assert_eq!(created, inserted);
    run(connection, "UPDATE org_products SET name = 'Lantern', updated_at = '2000-01-01'").await;
    let (_, updated): (DateTime<Utc>, DateTime<Utc>) = one(connection, times).await;
    assert!(updated > inserted);
    run(connection, "COMMIT").await;
}

#[tokio::test]
async fn updated_at_never_moves_back() {
    let mut shop = Shop::open().await;
    let (tenant, late, early) = (shop.one, &mut shop.owner, &mut shop.application);
    enter(early, tenant).await;
    run(early, "SELECT now()").await;
    enter(late, tenant).await;
    insert_product(late, tenant, "L-1").await;
    run(late, "COMMIT").await;
    // A transaction that began before the row was there changes it.
    run(early, "UPDATE org_products SET name = 'Lantern'").await;
    let (kept,): (bool,) = one(early, "SELECT updated_at >= created_at AND updated_at > now() FROM org_products").await;
    assert!(kept);
}

#[tokio::test]
async fn columns_left_out_of_an_insert_get_defaults() {
    let mut shop = Shop::open().await;
    let (tenant, connection) = (shop.one, &mut shop.application);
    enter(connection, tenant).await;
    insert_product(connection, tenant, "L-1").await;
    let filled = "status = 'draft' AND tags = '{}' AND settings = '{}' AND created_at = now() AND deleted_at IS NULL";
    assert_eq!(one::<(bool,)>(connection, &format!("SELECT {filled} FROM org_products")).await, (true,));
}

#[tokio::test]
async fn checks_are_named_and_hold() {
    let mut shop = Shop::open().await;
    let (tenant, connection) = (shop.one, &mut shop.application);
    enter(connection, tenant).await;
    insert_product(connection, tenant, "L-1").await;
    for (change, constraint) in
        [("price = -1", "org_products_price_check"), ("tags = '{a, NULL}'", "org_products_tags_check")]
    {
        let broken = refused(connection, &format!("UPDATE org_products SET {change}")).await;
        assert_eq!(broken, ("23514".to_owned(), constraint.to_owned()));
    }
    assert_eq!(refused(connection, "UPDATE org_products SET tags = NULL").await.0, "23502");
    run(connection, "UPDATE org_products SET tags = '{a, \"NULL\"}'").await;
}
