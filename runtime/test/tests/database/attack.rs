//! The attack finds nothing in what is emitted, and each fault that is planted.

use peristyle_test::{AttackReport, Finding, Setup, TestDatabase};
use shop_schema::SCHEMA;
use sqlx::AssertSqlSafe;

use crate::every_option;

async fn plant(db: &TestDatabase, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&db.owner()).await.unwrap();
}

/// What is found after a fault is planted. The text `{app}` is the application role.
async fn found(sql: &str) -> Vec<Finding> {
    let db = TestDatabase::new(&SCHEMA).await.unwrap();
    plant(&db, &sql.replace("{app}", db.application_role())).await;
    db.attack(&SCHEMA).await.unwrap().into_findings()
}

fn attacks(findings: &[Finding], table: &str) -> Vec<String> {
    assert!(findings.iter().all(|finding| finding.table == table), "{findings:#?}");
    findings.iter().map(|finding| finding.attack.clone()).collect()
}

#[peristyle_test::test]
async fn the_shop_is_isolated(db: TestDatabase) {
    let report = db.attack(&SCHEMA).await.unwrap();
    assert!(report.attempts() > 250, "{report}");
    assert_eq!(report.to_string(), format!("{} attacks were tried, none succeeded", report.attempts()));
}

#[tokio::test]
async fn every_option_is_isolated() {
    let setup = Setup::new().before(every_option::EXTENSIONS);
    let db = TestDatabase::with(&every_option::SCHEMA, &setup).await.unwrap();
    let report = db.attack(&every_option::SCHEMA).await.unwrap();
    assert!(report.attempts() > 180, "{report}");
}

#[peristyle_test::test]
#[should_panic(expected = "org_customers: truncate: it was executed")]
async fn a_report_with_findings_panics(db: TestDatabase) {
    plant(&db, &format!("GRANT TRUNCATE ON org_customers, org_orders, org_order_lines TO {}", db.application_role()))
        .await;
    drop::<AttackReport>(db.attack(&SCHEMA).await.unwrap());
}

#[tokio::test]
async fn row_level_security_that_is_not_forced() {
    let findings = found("ALTER TABLE org_customers NO FORCE ROW LEVEL SECURITY").await;
    let expected = ["read rows of the other tenant as the owner", "insert a row of the other tenant as the owner"];
    assert_eq!(attacks(&findings, "org_customers"), expected);
}

#[tokio::test]
async fn row_level_security_that_is_off() {
    let findings = found("ALTER TABLE org_customers DISABLE ROW LEVEL SECURITY").await;
    let attacks = attacks(&findings, "org_customers");
    for expected in [
        "read rows of the other tenant",
        "copy rows of the other tenant",
        "update rows of the other tenant",
        "insert a row of the other tenant",
        "upsert over a row of the other tenant",
        "read without a tenant",
        "read after the transaction of the other tenant",
    ] {
        assert!(attacks.iter().any(|attack| attack == expected), "{expected} is not in {attacks:#?}");
    }
}

#[tokio::test]
async fn a_policy_with_or_true() {
    let condition = "organization_id = (SELECT current_organization_id()) OR true";
    let findings = found(&format!("ALTER POLICY tenant_isolation ON org_customers USING ({condition})")).await;
    let attacks = attacks(&findings, "org_customers");
    assert!(attacks.contains(&"read rows of the other tenant".to_owned()), "{attacks:#?}");
    assert!(attacks.contains(&"lock rows of the other tenant".to_owned()), "{attacks:#?}");
}

#[tokio::test]
async fn a_policy_without_a_check_of_new_rows() {
    let findings = found("ALTER POLICY tenant_isolation ON org_customers WITH CHECK (true)").await;
    let attacks = attacks(&findings, "org_customers");
    assert!(attacks.contains(&"insert a row of the other tenant".to_owned()), "{attacks:#?}");
    assert!(!attacks.contains(&"read rows of the other tenant".to_owned()), "{attacks:#?}");
}

/// The triggers of live rows refuse it too, so they are dropped as well.
#[tokio::test]
async fn a_foreign_key_without_the_tenant() {
    let findings = found(
        "DO $$ DECLARE one record; BEGIN
            FOR one IN SELECT conname FROM pg_constraint WHERE conrelid = 'org_orders'::regclass AND contype = 'f'
                AND confrelid = 'org_customers'::regclass LOOP
                EXECUTE format('ALTER TABLE org_orders DROP CONSTRAINT %I', one.conname);
            END LOOP;
            FOR one IN SELECT tgname FROM pg_trigger WHERE tgrelid = 'org_orders'::regclass AND NOT tgisinternal LOOP
                EXECUTE format('DROP TRIGGER %I ON org_orders', one.tgname);
            END LOOP;
        END $$;
        CREATE UNIQUE INDEX customers_id ON org_customers (id);
        ALTER TABLE org_orders ADD FOREIGN KEY (customer_id) REFERENCES org_customers (id) NOT VALID",
    )
    .await;
    let expected = ["insert a row that refers to the other tenant", "update a row to refer to the other tenant"];
    assert_eq!(attacks(&findings, "org_orders"), expected);
}

#[tokio::test]
async fn rights_that_no_statement_needs() {
    let findings = found("GRANT TRUNCATE, REFERENCES, TRIGGER ON org_api_keys TO {app}").await;
    assert_eq!(attacks(&findings, "org_api_keys"), ["truncate", "refer to the table, or make triggers of it"]);
}

#[tokio::test]
async fn a_view_that_reads_as_a_role_that_bypasses() {
    let db = TestDatabase::new(&SCHEMA).await.unwrap();
    let view = format!(
        "CREATE VIEW all_customers AS TABLE org_customers; GRANT SELECT ON all_customers TO {}",
        db.application_role()
    );
    sqlx::raw_sql(AssertSqlSafe(view)).execute(&db.admin()).await.unwrap();
    let findings = db.attack(&SCHEMA).await.unwrap().into_findings();
    assert_eq!(attacks(&findings, "all_customers"), ["read rows of the other tenant through a view"]);
}

/// Every session has the tenant of somebody.
#[tokio::test]
async fn a_setting_that_outlives_its_transaction() {
    let findings = found(
        "CREATE FUNCTION remember() RETURNS uuid LANGUAGE plpgsql AS $$ BEGIN
            PERFORM set_config('peristyle.last', coalesce(nullif(current_setting('peristyle.organization_id', true), ''),
                current_setting('peristyle.last', true)), false);
            RETURN nullif(current_setting('peristyle.last', true), '')::uuid;
        END $$;
        ALTER POLICY tenant_isolation ON org_customers USING (organization_id = (SELECT remember()))",
    )
    .await;
    let attacks = attacks(&findings, "org_customers");
    assert!(attacks.contains(&"read after the transaction of the other tenant".to_owned()), "{attacks:#?}");
}
