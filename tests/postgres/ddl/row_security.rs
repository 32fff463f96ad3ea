use super::*;

const UNSET: &str = "42501";

#[tokio::test]
async fn a_tenant_sees_and_changes_only_its_own_rows() {
    let mut shop = Shop::open().await;
    let (one, other) = (shop.one, shop.other);
    for connection in [&mut shop.application, &mut shop.owner] {
        enter(connection, one).await;
        let theirs = insert_product(connection, one, "L-1").await;
        run(connection, "COMMIT").await;
        enter(connection, other).await;
        assert!(texts(connection, "SELECT name FROM org_products").await.is_empty());
        for change in ["UPDATE org_products SET name = 'mine'", "UPDATE org_products SET deleted_at = now()"] {
            assert_eq!(run(connection, &format!("{change} WHERE id = '{theirs}'")).await, 0);
        }
        run(connection, "COMMIT").await;
        enter(connection, one).await;
        run(connection, &format!("UPDATE org_products SET deleted_at = now() WHERE id = '{theirs}'; COMMIT")).await;
    }
}

#[tokio::test]
async fn no_row_is_given_away_or_written_for_another() {
    let mut shop = Shop::open().await;
    let (one, other, owner) = (shop.one, shop.other, &mut shop.owner);
    enter(owner, one).await;
    insert_product(owner, one, "L-1").await;
    let give_away = format!("UPDATE org_products SET organization_id = '{other}'");
    assert_eq!(refused(owner, &give_away).await.0, "42501");
    let foreign = format!(
        "INSERT INTO org_products (id, organization_id, name, sku, price) VALUES ('{}', '{other}', 'x', 'x', 1)",
        Uuid::now_v7()
    );
    assert_eq!(refused(owner, &foreign).await.0, "42501");
}

#[tokio::test]
async fn without_a_tenant_nothing_is_read() {
    let mut shop = Shop::open().await;
    let (tenant, application, owner) = (shop.one, &mut shop.application, &mut shop.owner);
    for (connection, is_owner) in [(application, false), (owner, true)] {
        enter(connection, tenant).await;
        insert_product(connection, tenant, &Uuid::now_v7().to_string()).await;
        run(connection, "COMMIT; BEGIN").await;
        // What a transaction set is empty after it, not unset.
        assert_eq!(refused(connection, "SELECT * FROM org_products").await.0, UNSET);
        for garbage in ["", "garbage", "1", "00000000-0000-7000-8000-00000000000", "' OR true --"] {
            let set =
                format!("SELECT set_config('peristyle.organization_id', '{}', true)", garbage.replace('\'', "''"));
            run(connection, &set).await;
            // The owner of the tests stays a member of the look-up role, whose policy shows it which tenants there are.
            let root = if is_owner { "SELECT * FROM org_students" } else { "SELECT * FROM organizations" };
            for sql in ["SELECT * FROM org_products", root, "UPDATE org_products SET name = 'x'"] {
                assert_eq!(refused(connection, sql).await.0, UNSET, "{sql} with `{garbage}`");
            }
        }
        // Of the form of a UUID: the cast refuses it.
        for garbage in [
            "0190b0a0-0000-7000-8000-00000000000g",
            "{190b0a0-0000-7000-8000-00000000000}",
            "--------------------------------'-'-",
        ] {
            let set =
                format!("SELECT set_config('peristyle.organization_id', '{}', true)", garbage.replace('\'', "''"));
            run(connection, &set).await;
            let code = refused(connection, "SELECT * FROM org_products").await.0;
            assert!(["22P02", UNSET].contains(&code.as_str()), "{code} with `{garbage}`");
        }
    }
    let mut fresh = connect(&shop._database, Role::Application).await;
    run(&mut fresh, "BEGIN").await;
    assert_eq!(refused(&mut fresh, "SELECT * FROM org_products").await.0, UNSET);
}

#[tokio::test]
async fn the_root_is_under_its_own_policy() {
    let mut shop = Shop::open().await;
    let (one_tenant, connection) = (shop.one, &mut shop.application);
    enter(connection, one_tenant).await;
    assert_eq!(one::<(Uuid,)>(connection, "SELECT id FROM organizations").await, (one_tenant,));
    let stranger = format!("INSERT INTO organizations (id, name) VALUES ('{}', 'x')", Uuid::now_v7());
    assert_eq!(refused(connection, &stranger).await.0, "42501");
    assert_eq!(run(connection, "UPDATE organizations SET name = 'renamed'").await, 1);
}

#[tokio::test]
async fn every_table_of_a_tenant_is_forced() {
    let mut shop = Shop::open().await;
    let open = texts(
        &mut shop.owner,
        "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
            AND NOT (relrowsecurity AND relforcerowsecurity)",
    );
    assert_eq!(open.await, ["countries"]);
    let policies = texts(
        &mut shop.owner,
        "SELECT DISTINCT concat_ws(' ', polcmd, polpermissive, pg_get_expr(polqual, polrelid) = pg_get_expr(polwithcheck, polrelid))
            FROM pg_policy WHERE polroles = '{0}'",
    );
    assert_eq!(policies.await, ["* t t"]);
    // The look-up role has one of its own, for reading.
    let others = "SELECT DISTINCT concat_ws(' ', polname, polcmd) FROM pg_policy WHERE polroles <> '{0}'";
    assert_eq!(texts(&mut shop.owner, others).await, ["tenant_lookup r"]);
}

#[tokio::test]
async fn the_tenant_is_read_once_and_by_parallel_workers_too() {
    let mut shop = Shop::open().await;
    let (tenant, connection) = (shop.one, &mut shop.application);
    enter(connection, tenant).await;
    insert_product(connection, tenant, "L-1").await;
    let plan = texts(connection, "EXPLAIN SELECT * FROM org_products").await.join("\n");
    assert!(plan.contains("InitPlan"), "{plan}");
    let force = "SELECT set_config(name, 'on', true) FROM pg_settings WHERE name IN ('force_parallel_mode', 'debug_parallel_query')";
    run(connection, force).await;
    let read = "SELECT current_organization_id()::text";
    let plan = texts(connection, &format!("EXPLAIN {read}")).await.join("\n");
    assert!(plan.contains("Gather"), "{plan}");
    assert_eq!(texts(connection, read).await, [tenant.to_string()]);
    run(connection, "SET LOCAL peristyle.organization_id = 'garbage'").await;
    assert_eq!(refused(connection, read).await.0, UNSET);
}

#[tokio::test]
async fn a_prepared_statement_follows_the_tenant() {
    let mut shop = Shop::open().await;
    let (tenant, other, connection) = (shop.one, shop.other, &mut shop.application);
    run(connection, "PREPARE all_names AS SELECT id::text FROM organizations").await;
    run(connection, "SET plan_cache_mode = force_generic_plan").await;
    for tenant in [tenant, other, tenant] {
        enter(connection, tenant).await;
        let found = sqlx::raw_sql("EXECUTE all_names").fetch_all(&mut *connection).await.unwrap();
        let found: Vec<String> = found.iter().map(|row| sqlx::Row::get(row, 0)).collect();
        assert_eq!(found, [tenant.to_string()]);
        run(connection, "COMMIT").await;
    }
}

#[tokio::test]
async fn no_object_shadows_the_function_or_what_it_calls() {
    let mut shop = Shop::open().await;
    let loose = "SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM unnest(proconfig) AS setting WHERE setting ~ '^search_path=pg_catalog, (public, )?pg_temp$')";
    assert!(texts(&mut shop.owner, loose).await.is_empty());
    let (tenant, other, owner) = (shop.one, shop.other, &mut shop.owner);
    enter(owner, tenant).await;
    insert_product(owner, tenant, "L-1").await;
    run(owner, "COMMIT").await;
    enter(owner, other).await;
    let false_setting = format!(
        "CREATE FUNCTION pg_temp.current_setting(text, boolean) RETURNS text LANGUAGE sql AS 'SELECT ''{tenant}''';
         CREATE SCHEMA mine;
         CREATE FUNCTION mine.current_organization_id() RETURNS uuid LANGUAGE sql AS 'SELECT ''{tenant}''::uuid';
         SET LOCAL search_path = pg_temp, mine, public, pg_catalog"
    );
    run(owner, &false_setting).await;
    assert!(texts(owner, "SELECT sku FROM org_products").await.is_empty());
}
