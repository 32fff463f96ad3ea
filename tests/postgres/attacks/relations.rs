//! What lies beside the tables: partitions and views.

use super::*;

impl Courts {
    /// Something that the owner of the tables adds by hand.
    async fn owner_adds(&mut self, sql: &str) {
        let server = Server::shared().await.unwrap();
        let sql = sql.replace("{app}", server.role_name(Role::Application));
        let mut owner = PgConnection::connect_with(&self.database.connect_options(Role::Owner)).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut owner).await.unwrap();
        owner.close().await.unwrap();
    }

    async fn ours_ask(&mut self, sql: &str) -> Result<String, (String, String)> {
        let mut tx = self.begin().await;
        let answer = outcome(tx.connection(), sql).await;
        drop(tx);
        self.unchanged_by(sql).await;
        answer
    }
}

#[tokio::test]
async fn a_partition_is_reached_only_through_its_parent() {
    let mut courts = Courts::open().await;
    courts
        .owner_adds(
            "CREATE TABLE org_events (organization_id uuid NOT NULL, note text) PARTITION BY HASH (organization_id);
             CREATE TABLE org_events_0 PARTITION OF org_events FOR VALUES WITH (MODULUS 1, REMAINDER 0);
             ALTER TABLE org_events ENABLE ROW LEVEL SECURITY; ALTER TABLE org_events FORCE ROW LEVEL SECURITY;
             CREATE POLICY tenant_isolation ON org_events USING (organization_id = (SELECT current_organization_id()));
             GRANT SELECT ON org_events TO {app}",
        )
        .await;
    let insert = courts.filled("INSERT INTO org_events VALUES ('{theirs}', 'secret'), ('{ours}', 'seen')");
    sqlx::raw_sql(AssertSqlSafe(insert)).execute(&mut courts.witness).await.unwrap();
    assert_eq!(courts.ours_ask("SELECT note FROM org_events").await, Ok("seen".to_owned()));
    assert_eq!(courts.ours_ask("SELECT note FROM org_events_0").await.unwrap_err().0, "42501");
    // A grant on it is a way past the policy, and the audit says so.
    courts.owner_adds("GRANT SELECT ON org_events_0 TO {app}").await;
    assert!(courts.ours_ask("SELECT note FROM org_events_0").await.unwrap().contains(SECRET));
    assert_eq!(courts.audited().await, ["L24"]);
}

#[tokio::test]
async fn a_view_obeys_the_policy() {
    let mut courts = Courts::open().await;
    for options in ["", "WITH (security_invoker)", "WITH (security_barrier)"] {
        courts
            .owner_adds(&format!(
                "DROP VIEW IF EXISTS names; CREATE VIEW names {options} AS SELECT name FROM org_products; GRANT SELECT ON names TO {{app}}"
            ))
            .await;
        // The owner of the tables is held to the policy as well: FORCE.
        assert_eq!(courts.ours_ask("SELECT DISTINCT name FROM names").await, Ok("ours".to_owned()), "{options}");
    }
    // A superuser is not, nor is what reads with a superuser's rights; the audit says so.
    let server = Server::shared().await.unwrap();
    let wide = format!(
        "DROP VIEW names; CREATE VIEW names AS SELECT name FROM org_products; GRANT SELECT ON names TO {}",
        server.role_name(Role::Application)
    );
    sqlx::raw_sql(AssertSqlSafe(wide)).execute(&mut courts.witness).await.unwrap();
    assert!(courts.ours_ask("SELECT name FROM names").await.unwrap().contains(SECRET));
    assert_eq!(courts.audited().await, ["L30"]);
}

impl Courts {
    async fn audited(&mut self) -> Vec<&'static str> {
        let role = Server::shared().await.unwrap().role_name(Role::Application);
        let found = peristyle::audit(&self.pool, role).await.unwrap();
        found.into_iter().filter(|finding| finding.waiver.is_none()).map(|finding| finding.code).collect()
    }
}
