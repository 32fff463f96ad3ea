//! Each guard of each tenant table of the shop is broken, one after the other, and the attack finds each.

use peristyle::definition::Tenancy;
use peristyle_test::TestDatabase;
use shop_schema::SCHEMA;
use sqlx::AssertSqlSafe;
use tokio::task::JoinSet;

/// A guard that is broken, and how it is mended. `{table}`, `{condition}` of its policy and `{app}`, the application role, are replaced.
const MUTANTS: [(&str, &str, &str); 8] = [
    (
        "row security is not forced",
        "ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
    ),
    (
        "row security is off",
        "ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
    ),
    (
        "the policy has OR true",
        "ALTER POLICY tenant_isolation ON {table} USING ({condition} OR true)",
        "ALTER POLICY tenant_isolation ON {table} USING ({condition})",
    ),
    (
        "the policy is true without a tenant",
        "ALTER POLICY tenant_isolation ON {table} USING (coalesce(current_setting('peristyle.organization_id', true), '') = '' OR {condition})",
        "ALTER POLICY tenant_isolation ON {table} USING ({condition})",
    ),
    (
        "new rows are not checked",
        "ALTER POLICY tenant_isolation ON {table} WITH CHECK (true)",
        "ALTER POLICY tenant_isolation ON {table} WITH CHECK ({condition})",
    ),
    (
        "another policy lets all rows be read",
        "CREATE POLICY other ON {table} FOR SELECT USING (true)",
        "DROP POLICY other ON {table}",
    ),
    (
        "another policy lets all rows be inserted",
        "CREATE POLICY other ON {table} FOR INSERT WITH CHECK (true)",
        "DROP POLICY other ON {table}",
    ),
    (
        "rights on the table that no statement needs",
        "GRANT REFERENCES, TRIGGER ON {table} TO {app}",
        "REVOKE REFERENCES, TRIGGER ON {table} FROM {app}",
    ),
];

/// The mutants of a table that nothing finds.
async fn survivors(table: &'static str) -> Vec<String> {
    let db = TestDatabase::new(&SCHEMA).await.unwrap();
    let query = "SELECT qual FROM pg_policies WHERE tablename = $1 AND policyname = 'tenant_isolation'";
    let condition: String = sqlx::query_scalar(query).bind(table).fetch_one(&db.owner()).await.unwrap();
    let mut survivors = Vec::new();
    for (what, breaks, mends) in MUTANTS {
        let sql = |text: &str| {
            let text = text.replace("{table}", table).replace("{condition}", &condition);
            AssertSqlSafe(text.replace("{app}", db.application_role()))
        };
        sqlx::raw_sql(sql(breaks)).execute(&db.owner()).await.unwrap();
        let findings = db.attack(&SCHEMA).await.unwrap().into_findings();
        sqlx::raw_sql(sql(mends)).execute(&db.owner()).await.unwrap();
        if !findings.iter().any(|finding| finding.table == table) {
            survivors.push(format!("{table}: {what}"));
        }
    }
    // The last one is mended, so nothing is left that hides a fault.
    drop(db.attack(&SCHEMA).await.unwrap());
    survivors
}

#[tokio::test]
async fn every_mutant_is_found() {
    let tables = SCHEMA.tables.iter().filter(|table| !matches!(table.tenancy, Tenancy::Global));
    let tables: Vec<_> = tables.map(|table| table.name).collect();
    assert!(tables.len() * MUTANTS.len() > 60, "{tables:?}");
    let mut all = Vec::new();
    let mut running = JoinSet::new();
    for table in tables {
        if running.len() == 3 {
            all.extend(running.join_next().await.unwrap().unwrap());
        }
        running.spawn(survivors(table));
    }
    while let Some(some) = running.join_next().await {
        all.extend(some.unwrap());
    }
    assert!(all.is_empty(), "{all:#?}");
}
