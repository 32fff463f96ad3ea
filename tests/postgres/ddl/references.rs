use uuid::Uuid;

use super::*;

#[tokio::test]
async fn a_row_never_points_at_another_tenants() {
    let mut shop = Shop::open().await;
    let (one, other, connection) = (shop.one, shop.other, &mut shop.application);
    enter(connection, one).await;
    let theirs = insert_category(connection, one, "Lamps").await;
    run(connection, "COMMIT").await;

    enter(connection, other).await;
    let product = insert_product(connection, other, "L-1").await;
    let point_at = |category| format!("UPDATE org_products SET category_id = '{category}' WHERE id = '{product}'");
    let broken = ("23503".to_owned(), "org_products_organization_id_category_id_fkey".to_owned());
    assert_eq!(refused(connection, &point_at(theirs)).await, broken);
    // What is there and what is not there look the same from outside.
    assert_eq!(refused(connection, &point_at(Uuid::now_v7())).await, broken);
    let own = insert_category(connection, other, "Lamps").await;
    assert_eq!(run(connection, &point_at(own)).await, 1);
}

#[tokio::test]
async fn set_null_keeps_the_tenant() {
    let mut shop = Shop::open().await;
    let (tenant, owner) = (shop.one, &mut shop.owner);
    enter(owner, tenant).await;
    let category = insert_category(owner, tenant, "Lamps").await;
    let product = insert_product(owner, tenant, "L-1").await;
    run(owner, &format!("UPDATE org_products SET category_id = '{category}'")).await;
    assert_eq!(run(owner, &format!("DELETE FROM org_categories WHERE id = '{category}'")).await, 1);
    let row: (Uuid, Uuid, Option<Uuid>) = one(owner, "SELECT id, organization_id, category_id FROM org_products").await;
    assert_eq!(row, (product, tenant, None));
}

#[tokio::test]
async fn restrict_refuses_and_cascade_deletes() {
    let mut shop = Shop::open().await;
    let (tenant, owner) = (shop.one, &mut shop.owner);
    enter(owner, tenant).await;
    let parent = insert_category(owner, tenant, "Lamps").await;
    let child = insert_category(owner, tenant, "Desk lamps").await;
    run(owner, &format!("UPDATE org_categories SET parent_id = '{parent}' WHERE id = '{child}'")).await;
    let (_, constraint) = refused(owner, &format!("DELETE FROM org_categories WHERE id = '{parent}'")).await;
    assert_eq!(constraint, "org_categories_organization_id_parent_id_fkey");

    run(owner, &format!("DELETE FROM organizations WHERE id = '{tenant}'")).await;
    assert_eq!(one::<(i64,)>(owner, "SELECT count(*) FROM org_categories").await, (0,));
}

#[tokio::test]
async fn kept_rows_prevent_the_delete_of_their_tenant() {
    let mut shop = Shop::open().await;
    let (tenant, owner) = (shop.one, &mut shop.owner);
    enter(owner, tenant).await;
    let values = format!("'{}', '{tenant}', 1", Uuid::now_v7());
    run(owner, &format!("INSERT INTO org_entries (id, organization_id, amount) VALUES ({values})")).await;
    let (_, constraint) = refused(owner, &format!("DELETE FROM organizations WHERE id = '{tenant}'")).await;
    assert_eq!(constraint, "org_entries_organization_id_fkey");
}

#[tokio::test]
async fn a_soft_delete_unlinks_referring_rows() {
    let mut shop = Shop::open().await;
    let (tenant, connection) = (shop.one, &mut shop.application);
    enter(connection, tenant).await;
    let category = insert_category(connection, tenant, "Lamps").await;
    insert_product(connection, tenant, "L-1").await;
    run(connection, &format!("UPDATE org_products SET category_id = '{category}'")).await;
    assert_eq!(run(connection, "UPDATE org_categories SET deleted_at = now()").await, 1);
    let unlinked = one::<(Option<Uuid>,)>(connection, "SELECT category_id FROM org_products").await;
    assert_eq!(unlinked, (None,), "on_delete = set_null");
}
