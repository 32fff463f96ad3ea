//! What other tenants, the role of the application and the owner may do with versions, and what the audit finds.

use peristyle::prelude::*;
use peristyle_test::server::{Role, Server};
use sqlx::{Connection, PgConnection};

use super::{Work, driver};

/// What the role of the application may do with the versions of its tenant and of others, by SQL of its own.
#[tokio::test]
async fn the_application_reads_versions_of_its_tenant_and_writes_none() {
    let work = Work::open().await;
    let product = work.product("a").await;
    work.rename(product.id, &["one", "two"]).await;
    let count = "SELECT count(*)::text FROM org_products_history";
    let mut tx = work.begin().await;
    assert_eq!(driver::query_in(&mut tx, count).await.unwrap()[0].as_deref(), Some("2"));
    tx.rollback().await.unwrap();
    let mut tx = work.pool.begin_tenant(work.theirs).await.unwrap();
    assert_eq!(driver::query_in(&mut tx, count).await.unwrap()[0].as_deref(), Some("0"));
    assert_eq!(driver::query_in(&mut tx, "SELECT id::text FROM organizations_history").await.unwrap().len(), 0);
    tx.rollback().await.unwrap();
    let without_tenant = driver::query(&work.pool, count).await.unwrap_err();
    assert!(without_tenant.contains("no tenant is set"), "{without_tenant}");
    let before = work.by_admin("SELECT org_products_history::text FROM org_products_history ORDER BY 1").await;
    for sql in [
        "INSERT INTO org_categories_history SELECT * FROM org_categories_history",
        "UPDATE org_products_history SET name = 'forged'",
        "UPDATE org_products_history SET version_changed_by = 'nobody'",
        "DELETE FROM org_products_history",
        "TRUNCATE org_products_history",
        "ALTER TABLE org_products DISABLE TRIGGER peristyle_history_update",
        "CREATE TEMPORARY TABLE forged (LIKE org_products); \
         CREATE TRIGGER forge AFTER DELETE ON forged FOR EACH ROW EXECUTE FUNCTION peristyle_org_products_history_delete()",
    ] {
        let mut tx = work.begin().await;
        let refused = driver::query_in(&mut tx, sql).await.unwrap_err();
        assert!(refused.contains("permission denied") || refused.contains("must be owner"), "{sql}: {refused}");
    }
    // The owner is under the policy too.
    let owner = work.pool_of(Role::Owner);
    let refused = driver::query(&owner, count).await.unwrap_err();
    assert!(refused.contains("no tenant is set"), "{refused}");
    assert_eq!(work.by_admin("SELECT org_products_history::text FROM org_products_history ORDER BY 1").await, before);
}

/// TRUNCATE would write no versions, so nobody truncates.
#[tokio::test]
async fn nobody_truncates_a_table_with_versions() {
    let work = Work::open().await;
    work.product("a").await;
    for (role, sql) in [
        (Role::Owner, "TRUNCATE org_products CASCADE"),
        (Role::Admin, "TRUNCATE org_pairs, org_pairs_history"),
        (Role::Admin, "TRUNCATE countries"),
        (Role::Admin, "TRUNCATE org_events"),
        (Role::Admin, "TRUNCATE org_events_a"),
        (Role::Admin, "TRUNCATE billing.org_bills"),
        (Role::Admin, "TRUNCATE org_categories CASCADE"),
    ] {
        let refused = driver::query(&work.pool_of(role), sql).await.unwrap_err();
        assert!(refused.starts_with("TRUNCATE writes no versions of the rows of "), "{sql}: {refused}");
    }
    // What is done on another server is repeated as it was.
    work.by_admin("SET session_replication_role = replica; TRUNCATE org_pairs").await;
    assert_eq!(work.by_admin("SELECT count(*)::text FROM org_products").await[0].as_deref(), Some("1"));
}

/// Each trigger that is dropped or disabled.
#[tokio::test]
async fn the_audit_finds_versions_that_are_kept_no_more() {
    let work = Work::open().await;
    let application = Server::shared().await.unwrap().role_name(Role::Application).to_owned();
    let mut admin = PgConnection::connect_with(&work.database.connect_options(Role::Admin)).await.unwrap();
    for (change, code, object) in [
        ("DROP TRIGGER peristyle_history_update ON org_products", "L60", "org_products"),
        ("DROP TRIGGER peristyle_history_delete ON org_products", "L60", "org_products"),
        ("DROP TRIGGER peristyle_history_update ON countries", "L60", "countries"),
        ("DROP TRIGGER peristyle_history ON org_events", "L60", "org_events"),
        ("DROP TRIGGER peristyle_history_insert ON org_pairs", "L60", "org_pairs"),
        ("DROP TRIGGER peristyle_history_truncate ON billing.org_bills", "L60", "org_bills"),
        ("ALTER TABLE org_products DISABLE TRIGGER peristyle_history_update", "L29", "org_products"),
        ("ALTER TABLE countries DISABLE TRIGGER peristyle_history_delete", "L29", "countries"),
        ("ALTER TABLE org_events DISABLE TRIGGER peristyle_history", "L29", "org_events"),
    ] {
        let mut transaction = admin.begin().await.unwrap();
        sqlx::raw_sql(change).execute(&mut *transaction).await.unwrap();
        let found = peristyle::audit(&mut *transaction, &application).await.unwrap();
        let found: Vec<_> = found.iter().filter(|finding| !["L26", "L27"].contains(&finding.code)).collect();
        assert!(found.len() == 1 && (found[0].code, &*found[0].object) == (code, object), "{change}: {found:?}");
        assert_eq!(found[0].mend.is_none(), code == "L60");
        transaction.rollback().await.unwrap();
    }
    // A partition that another program makes.
    let mut transaction = admin.begin().await.unwrap();
    let change = "CREATE TABLE org_events_new PARTITION OF org_events FOR VALUES IN ('new')";
    sqlx::raw_sql(change).execute(&mut *transaction).await.unwrap();
    let found = peristyle::audit(&mut *transaction, &application).await.unwrap();
    let found: Vec<_> = found.iter().filter(|finding| finding.code == "L60").collect();
    assert!(found.len() == 1 && found[0].object == "org_events_new", "{found:?}");
    let mend = found[0].mend.clone().unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(mend)).execute(&mut *transaction).await.unwrap();
    let found = peristyle::audit(&mut *transaction, &application).await.unwrap();
    assert!(found.iter().all(|finding| finding.code != "L60"), "{found:?}");
    let refused = sqlx::raw_sql("TRUNCATE org_events_new").execute(&mut *transaction).await.unwrap_err().to_string();
    assert!(refused.contains("TRUNCATE writes no versions of the rows of org_events_new"), "{refused}");
    transaction.rollback().await.unwrap();
    // A trigger of each row, as older tables have it.
    let change = "DROP TRIGGER peristyle_history_update ON countries; DROP TRIGGER peristyle_history_delete ON countries;
        CREATE TRIGGER peristyle_history AFTER UPDATE OR DELETE ON countries FOR EACH ROW EXECUTE FUNCTION peristyle_set_updated_at()";
    let mut transaction = admin.begin().await.unwrap();
    sqlx::raw_sql(change).execute(&mut *transaction).await.unwrap();
    let found = peristyle::audit(&mut *transaction, &application).await.unwrap();
    assert!(found.iter().all(|finding| ["L26", "L27"].contains(&finding.code)), "{found:?}");
}
