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
async fn the_application_inserts_no_timestamp() {
    let mut shop = Shop::open().await;
    let (tenant, connection) = (shop.one, &mut shop.application);
    enter(connection, tenant).await;
    for (table, columns, values) in [
        ("org_students", "id, organization_id, name", format!("gen_random_uuid(), '{tenant}', 'Ada'")),
        ("org_entries", "id, organization_id, amount", format!("gen_random_uuid(), '{tenant}', 1")),
        ("countries", "id, code", "gen_random_uuid(), 'NL'".to_owned()),
        (
            "org_enrolments",
            "organization_id, student_id, course_id",
            format!("'{tenant}', gen_random_uuid(), gen_random_uuid()"),
        ),
    ] {
        let times = format!(
            "SELECT attname::text FROM pg_attribute
                WHERE attrelid = '{table}'::regclass AND attname IN ('created_at', 'updated_at', 'deleted_at')"
        );
        let times = texts(connection, &times).await;
        assert!(times.contains(&"created_at".to_owned()), "{table}");
        for time in times {
            for value in ["'9999-01-01'", "now()", "DEFAULT"] {
                let insert = format!("INSERT INTO {table} ({columns}, {time}) VALUES ({values}, {value})");
                assert_eq!(refused(connection, &insert).await.0, "42501", "{insert}");
            }
        }
    }
    let all = format!("INSERT INTO org_students SELECT gen_random_uuid(), '{tenant}', 'Ada', now(), now(), NULL");
    assert_eq!(refused(connection, &all).await.0, "42501");
    let student =
        format!("INSERT INTO org_students (id, organization_id, name) VALUES (gen_random_uuid(), '{tenant}', 'Ada')");
    let is_now = "created_at = now() AND updated_at = now() AND deleted_at IS NULL";
    assert!(one::<(bool,)>(connection, &format!("{student} RETURNING {is_now}")).await.0);
    let moved =
        "INSERT INTO org_students (id, organization_id, name) SELECT id, organization_id, name FROM org_students
        ON CONFLICT (organization_id, id) DO UPDATE SET name = excluded.name, updated_at = excluded.created_at";
    assert_eq!(run(connection, moved).await, 1);
}

/// An owner loads rows from elsewhere with their own times; without an application role no right is granted, and none is taken.
#[tokio::test]
async fn the_owner_inserts_timestamps() {
    let mut shop = Shop::open().await;
    let (tenant, connection) = (shop.one, &mut shop.owner);
    enter(connection, tenant).await;
    let columns = "id, organization_id, name, created_at, updated_at";
    let values = format!("gen_random_uuid(), '{tenant}', 'Ada', '2001-01-01', '9999-01-01'");
    assert_eq!(run(connection, &format!("INSERT INTO org_students ({columns}) VALUES ({values})")).await, 1);
}

#[tokio::test]
async fn the_application_may_delete_only_where_rows_are_not_kept() {
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
    assert_eq!(granted.await, ["DELETE", "SELECT"]);
    let (tenant, connection) = (shop.one, &mut shop.application);
    enter(connection, tenant).await;
    let spy = "CREATE TEMPORARY TABLE spy (code uuid REFERENCES countries)";
    assert_eq!(refused(connection, spy).await.0, "42501");
}

/// It bypasses row security, so its privileges are all that holds it.
#[tokio::test]
async fn the_role_that_reads_across_tenants_reads_only() {
    let server = Server::shared().await.unwrap();
    let database = server.empty_database().await.unwrap();
    let mut admin = connect(&database, Role::Admin).await;
    let role = format!("reports_{}", Uuid::now_v7().simple());
    let options = ddl::Options::new().application_role(server.role_name(Role::Application)).reporting_role(&role);
    let text = ddl::sql(&shop::SCHEMA, &options).unwrap();
    assert!(text.contains(&format!("-- CREATE ROLE {role} LOGIN BYPASSRLS;")), "{text}");
    run(&mut admin, &format!("BEGIN; CREATE ROLE {role} BYPASSRLS; {text}")).await;
    let tenant = Uuid::now_v7();
    run(
        &mut admin,
        &format!("INSERT INTO organizations (id, name) VALUES ('{tenant}', 'a shop'); SET LOCAL ROLE {role}"),
    )
    .await;
    assert_eq!(texts(&mut admin, "SELECT name::text FROM organizations").await, ["a shop"]);
    for table in shop::SCHEMA.tables {
        let name = table.name;
        assert_eq!(
            one::<(i64,)>(&mut admin, &format!("SELECT count(*) FROM {name}")).await.0,
            i64::from(name == "organizations")
        );
        for write in
            [format!("DELETE FROM {name}"), format!("INSERT INTO {name} DEFAULT VALUES"), format!("TRUNCATE {name}")]
        {
            assert_eq!(refused(&mut admin, &write).await.0, "42501", "{write}");
        }
    }
    run(&mut admin, "ROLLBACK").await;
    let same = ddl::Options::new().application_role("shop_app").lookup_role("shop_app");
    assert!(ddl::sql(&shop::SCHEMA, &same).unwrap_err().to_string().starts_with("[P02]"));
    let same = ddl::Options::new().application_role("shop_app").reporting_role("shop_app");
    assert!(ddl::sql(&shop::SCHEMA, &same).unwrap_err().to_string().starts_with("[P02]"));
}
