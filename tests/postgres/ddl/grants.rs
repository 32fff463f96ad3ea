use super::*;

#[tokio::test]
async fn the_application_changes_no_key_no_tenant_and_no_creation() {
    let mut shop = Shop::open().await;
    let (tenant, connection) = (shop.one, &mut shop.application);
    enter(connection, tenant).await;
    insert_product(connection, tenant, "L-1").await;
    for change in [
        format!("UPDATE org_products SET organization_id = '{tenant}'"),
        "UPDATE org_products SET id = gen_random_uuid()".to_owned(),
        "UPDATE org_products SET created_at = now()".to_owned(),
        "UPDATE organizations SET id = id".to_owned(),
        "UPDATE org_enrolments SET student_id = student_id".to_owned(),
    ] {
        assert_eq!(refused(connection, &change).await.0, "42501", "{change}");
    }
    assert_eq!(run(connection, "UPDATE org_products SET name = 'Lantern', updated_at = now()").await, 1);
}

#[tokio::test]
async fn the_application_deletes_only_what_is_not_kept() {
    let mut shop = Shop::open().await;
    let (tenant, connection) = (shop.one, &mut shop.application);
    enter(connection, tenant).await;
    for refusal in [
        "DELETE FROM org_products",
        "DELETE FROM organizations",
        "DELETE FROM org_entries",
        "UPDATE org_entries SET amount = 2",
        "TRUNCATE org_enrolments",
        "TRUNCATE org_products",
        "ALTER TABLE org_products DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE org_entries DISABLE TRIGGER ALL",
        "CREATE TABLE mine (id uuid)",
    ] {
        assert_eq!(refused(connection, refusal).await.0, "42501", "{refusal}");
    }
    run(connection, "DELETE FROM org_enrolments").await;
    run(connection, "DELETE FROM countries").await;
}

#[tokio::test]
async fn no_table_is_granted_for_more_than_rows() {
    let mut shop = Shop::open().await;
    let granted = texts(
        &mut shop.application,
        "SELECT DISTINCT privilege_type::text FROM information_schema.table_privileges
            WHERE grantee = current_user ORDER BY 1",
    );
    assert_eq!(granted.await, ["DELETE", "INSERT", "SELECT"]);
    let (tenant, connection) = (shop.one, &mut shop.application);
    enter(connection, tenant).await;
    let spy = "CREATE TEMPORARY TABLE spy (code uuid REFERENCES countries)";
    assert_eq!(refused(connection, spy).await.0, "42501");
}
