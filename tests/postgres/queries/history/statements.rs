//! What a statement writes that changes many rows, or rows of several tenants: the triggers of statements.

use super::*;

/// Statements that change many rows, rows of several tenants, and rows that other rows take along: as migrations, an import or an operator write them.
#[tokio::test]
async fn every_statement_keeps_a_version_of_each_row() {
    let work = Work::open().await;
    let category = CategoryInsert::new("lights");
    let of = category.id();
    Category::insert(work.ours, category).execute(&work.pool).await.unwrap();
    for (tenant, skus) in [(work.ours, ["a", "bb", "ccc"]), (work.theirs, ["dddd", "eeeee", "ffffff"])] {
        for sku in skus {
            let insert = ProductInsert::new(sku, "Lamp", Decimal::ONE);
            let insert = if tenant == work.ours { insert.category_id(of) } else { insert };
            Product::insert(tenant, insert).execute(&work.pool).await.unwrap();
        }
    }
    Country::insert(CountryInsert::new("Persia")).execute(&work.pool).await.unwrap();
    let ours = work.ours.id();
    let as_ours =
        |sql: &str| format!("BEGIN; SELECT set_config('peristyle.organization_id', '{ours}', true); {sql}; COMMIT");
    let sql = String::from;
    // The trigger of another program gives each row a time of its own.
    let other = "CREATE FUNCTION other() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            NEW.updated_at := NEW.updated_at + length(NEW.sku) * interval '1 microsecond'; RETURN NEW;
        END $$;
        CREATE TRIGGER rounded BEFORE UPDATE ON org_products FOR EACH ROW EXECUTE FUNCTION other()";
    let of_ours = format!("UPDATE org_products SET price = price + 1 WHERE organization_id = '{ours}'");
    // Two changes of one table in one statement share a trigger.
    let two = "WITH first AS (UPDATE org_products SET name = 'first' WHERE length(sku) < 3 RETURNING id),
            gone AS (DELETE FROM org_products WHERE sku = 'dddd' RETURNING id)
        UPDATE org_products SET name = 'second' WHERE length(sku) > 4";
    let upsert = "INSERT INTO organizations (id, name) SELECT id, name || '!' FROM organizations
        ON CONFLICT (id) DO UPDATE SET name = excluded.name";
    let merge = "MERGE INTO countries USING (VALUES (1)) AS source ON TRUE WHEN MATCHED THEN";
    for (sql, versions) in [
        (sql("UPDATE org_products SET name = name || '!'"), 6),
        (as_ours("UPDATE org_products SET name = name || '!'; UPDATE org_products SET name = 'x'"), 12),
        (as_ours(&of_ours), 3),
        (sql(other), 0),
        (sql("UPDATE org_products SET name = name || '!'"), 6),
        (as_ours(&of_ours), 3),
        (as_ours("UPDATE org_products SET name = 'nobody' WHERE sku = 'z'"), 0),
        (sql(two), 5),
        (sql(upsert), 2),
        (format!("{merge} UPDATE SET name = 'Iran'"), 1),
        (format!("{merge} DELETE"), 1),
        // Three products refer to it.
        (format!("DELETE FROM org_categories WHERE id = '{of}'"), 4),
    ] {
        let count =
            "SELECT ((SELECT count(*) FROM org_products_history) + (SELECT count(*) FROM org_categories_history)
            + (SELECT count(*) FROM organizations_history) + (SELECT count(*) FROM countries_history))::text";
        let number = async || work.by_admin(count).await[0].as_deref().unwrap().parse::<usize>().unwrap();
        let before = number().await;
        work.by_admin(&sql).await;
        assert_eq!(number().await - before, versions, "{sql}");
        // A version ends where the next one of its row begins, or the row.
        for table in ["org_products", "org_categories", "organizations", "countries"] {
            let broken = format!(
                "SELECT version::text FROM {table}_history AS version WHERE version_until <= version_from OR NOT EXISTS (
                    SELECT FROM {table}_history AS next WHERE next.id = version.id AND next.version_from = version.version_until
                ) AND EXISTS (SELECT FROM {table} AS own WHERE own.id = version.id AND own.updated_at <> version.version_until)"
            );
            assert_eq!(work.by_admin(&broken).await, [], "{sql}: {table}");
        }
        let mixed = "SELECT version::text FROM org_products_history AS version JOIN org_products AS own USING (id)
            WHERE version.organization_id <> own.organization_id OR version.sku <> own.sku";
        assert_eq!(work.by_admin(mixed).await, [], "{sql}");
    }
}

/// Names of columns are those of variables, in the statement of one tenant and in that of several.
#[tokio::test]
async fn columns_may_be_called_as_the_variables_are() {
    let work = Work::open().await;
    for tenant in [work.ours, work.theirs] {
        let insert = BillInsert::new(100).tenant("a").changed_by("b").one(1).changed(2);
        let bill = Bill::insert(tenant, insert).fetch_one(&work.pool).await.unwrap();
        Bill::update(tenant, bill.id, BillUpdate::new().cents(200)).execute(&work.pool).await.unwrap();
    }
    work.by_admin("UPDATE billing.org_bills SET cents = 300; DELETE FROM billing.org_bills").await;
    let all =
        "SELECT concat_ws(' ', cents, tenant, changed_by, one, changed) FROM billing.org_bills_history ORDER BY cents";
    let all: Vec<_> = work.by_admin(all).await.into_iter().flatten().collect();
    assert_eq!(all, ["100 a b 1 2", "100 a b 1 2", "200 a b 1 2", "200 a b 1 2", "300 a b 1 2", "300 a b 1 2"]);
}

/// A connection that has planned the statements of the functions goes on when the columns change.
#[tokio::test]
async fn a_connection_goes_on_when_columns_change() {
    let work = Work::open().await;
    work.product("a").await;
    let connection = work.pool_of(Role::Admin);
    let update = async || {
        for tenant in [String::new(), work.ours.id().to_string()] {
            let set = format!("SELECT set_config('peristyle.organization_id', '{tenant}', true)");
            let sql = format!("BEGIN; {set}; UPDATE org_products SET price = price + 1; COMMIT");
            driver::query(&connection, &sql).await.unwrap();
        }
    };
    for change in [
        "SELECT 1",
        "ALTER TABLE org_products ADD COLUMN extra text DEFAULT 'x'",
        "ALTER TABLE org_products ALTER COLUMN price TYPE numeric(20, 4);
         ALTER TABLE org_products_history ALTER COLUMN price TYPE numeric(20, 4)",
        "ALTER TABLE org_products DROP COLUMN extra",
    ] {
        work.by_admin(change).await;
        update().await;
        update().await;
    }
    assert_eq!(work.by_admin("SELECT count(*)::text FROM org_products_history").await[0].as_deref(), Some("16"));
}

/// A change keeps the tenant of its transaction, also where the trigger had to set another one.
#[tokio::test]
async fn the_trigger_leaves_the_tenant_as_it_was() {
    let work = Work::open().await;
    work.product("a").await;
    let setting = "peristyle.organization_id";
    let (ours, theirs) = (work.ours.id(), work.theirs.id());
    for (before, after) in [(String::new(), String::new()), (theirs.to_string(), theirs.to_string())] {
        let sql = format!(
            "BEGIN; SELECT set_config('{setting}', '{before}', true); UPDATE org_products SET name = name || 'x'; \
             DO $$ BEGIN ASSERT current_setting('{setting}') = '{after}'; END $$; COMMIT"
        );
        work.by_admin(&sql).await;
    }
    let tenants = work.by_admin("SELECT DISTINCT organization_id::text FROM org_products_history").await;
    assert_eq!(tenants, [Some(ours.to_string())]);
}
