//! F07: a soft delete honours `on_delete` for every writer, beside other transactions too.

mod cascades;
mod concurrency;
mod cost;
mod keys;
mod search_path;
mod settings;
mod triggers;

use std::time::Duration;

use peristyle::prelude::*;

use super::*;
use crate::soft_deletes::*;

const LIVE: &str = "SELECT coalesce(string_agg(substr(id::text, 34), ',' ORDER BY id), '') FROM";

/// The same tables with rows of two tenants.
struct Work {
    owner: PgConnection,
    one: PgConnection,
    other: PgConnection,
    admin: PgConnection,
    tenant: Uuid,
    _database: Database,
}

/// The id that ends with these three digits.
fn id(number: u32) -> String {
    format!("0190b0a0-0000-7000-8000-000000000{number:03}")
}

impl Work {
    async fn open() -> Self {
        Self::with("soft-delete", ddl::Options::new()).await
    }

    async fn with(name: &str, options: ddl::Options) -> Self {
        let server = Server::shared().await.unwrap();
        let options = options.application_role(server.role_name(Role::Application));
        let template = server.template(name, &ddl::sql(&WORK, &options).unwrap()).await.unwrap();
        let database = server.database(&template).await.unwrap();
        let (one, other) = (connect(&database, Role::Application).await, connect(&database, Role::Application).await);
        let (owner, admin) = (connect(&database, Role::Owner).await, connect(&database, Role::Admin).await);
        let tenant = Uuid::parse_str(&id(1)).unwrap();
        let mut work = Self { owner, one, other, admin, tenant, _database: database };
        let foreign = Uuid::parse_str(&id(2)).unwrap();
        for tenant in [work.tenant, foreign] {
            enter(&mut work.one, tenant).await;
            let rows = format!(
                "INSERT INTO organizations (id) VALUES ('{tenant}');
                 INSERT INTO org_projects (id, organization_id, number) VALUES ('{}', '{tenant}', 10), ('{}', '{tenant}', 20)",
                id(10),
                id(20)
            );
            run(&mut work.one, &rows).await;
            run(&mut work.one, "COMMIT").await;
        }
        work
    }

    /// Runs statements of the tenant in a transaction and commits it. `#10` stands for an id, `@` for the tenant.
    async fn run(&mut self, sql: &str) -> Result<(), sqlx::Error> {
        enter(&mut self.one, self.tenant).await;
        let sql = self.written(sql);
        let result = execute(&mut self.one, &sql).await;
        execute(&mut self.one, if result.is_ok() { "COMMIT" } else { "ROLLBACK" }).await?;
        result
    }

    fn written(&self, sql: &str) -> String {
        written(sql, self.tenant)
    }

    /// The last digits of the ids of the tenant's live rows.
    async fn live(&mut self, table: &str) -> String {
        enter(&mut self.one, self.tenant).await;
        let found = texts(&mut self.one, &format!("{LIVE} {table} WHERE deleted_at IS NULL")).await.remove(0);
        run(&mut self.one, "COMMIT").await;
        found
    }
}

fn written(sql: &str, tenant: Uuid) -> String {
    let mut parts = sql.split('#');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(part.len());
        text += &format!("'{}'{}", id(part[..end].parse().unwrap()), &part[end..]);
    }
    text.replace('@', &format!("'{tenant}'"))
}

async fn execute(connection: &mut PgConnection, sql: &str) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await.map(drop)
}

/// SQLSTATE, table and constraint.
fn refusal(result: Result<(), sqlx::Error>) -> (String, String, String) {
    let error = result.expect_err("it is refused");
    let error = error.as_database_error().unwrap();
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    (text(error.code().as_deref()), text(error.table()), text(error.constraint()))
}

fn refused(code: &str, table: &str, constraint: &str) -> (String, String, String) {
    (code.to_owned(), table.to_owned(), constraint.to_owned())
}

#[tokio::test]
async fn restrict_refuses_while_a_live_row_refers() {
    let mut work = Work::open().await;
    work.run("INSERT INTO org_invoices (id, organization_id, project_id) VALUES (#30, @, #10)").await.unwrap();
    let delete = "UPDATE org_projects SET deleted_at = now() WHERE id = #10";
    let constraint = "org_invoices_organization_id_project_id_fkey";
    assert_eq!(refusal(work.run(delete).await), refused("23001", "org_invoices", constraint));
    // The invoices of another tenant do not count, those that are deleted neither.
    work.run("UPDATE org_projects SET deleted_at = now() WHERE id = #20").await.unwrap();
    work.run("UPDATE org_invoices SET deleted_at = now()").await.unwrap();
    work.run(delete).await.unwrap();
    assert_eq!(
        refusal(work.run("UPDATE org_invoices SET deleted_at = NULL").await),
        refused("23503", "org_invoices", constraint)
    );
    let other = Uuid::parse_str(&id(2)).unwrap();
    enter(&mut work.other, other).await;
    assert_eq!(texts(&mut work.other, &format!("{LIVE} org_projects WHERE deleted_at IS NULL")).await, ["010,020"]);
}

#[tokio::test]
async fn a_live_row_never_refers_to_a_deleted_one() {
    let mut work = Work::open().await;
    work.run("UPDATE org_projects SET deleted_at = now() WHERE id = #10").await.unwrap();
    let constraint = "org_invoices_organization_id_project_id_fkey";
    let by_id = refused("23503", "org_invoices", constraint);
    let insert = "INSERT INTO org_invoices (id, organization_id, project_id) VALUES";
    assert_eq!(refusal(work.run(&format!("{insert} (#30, @, #20), (#31, @, #10), (#32, @, NULL)")).await), by_id);
    work.run(&format!("{insert} (#30, @, #20), (#32, @, NULL)")).await.unwrap();
    assert_eq!(refusal(work.run("UPDATE org_invoices SET project_id = #10").await), by_id);
    work.run("UPDATE org_invoices SET project_id = #20").await.unwrap();
    let by_code = refused("23503", "org_invoices", "org_invoices_organization_id_by_number_fkey");
    assert_eq!(refusal(work.run("UPDATE org_invoices SET by_number = 10").await), by_code);
    let code = "INSERT INTO org_invoices (id, organization_id, by_number) VALUES (#33, @, 10)";
    assert_eq!(refusal(work.run(code).await), by_code);
    let pair = "INSERT INTO org_pairs (organization_id, one_id, other_id) VALUES (@, #20, #10)";
    let by_pair = refused("23503", "org_pairs", "org_pairs_organization_id_other_id_fkey");
    assert_eq!(refusal(work.run(pair).await), by_pair);
    // Whoever waived it may.
    work.run("INSERT INTO org_hours (id, organization_id, project_id) VALUES (#40, @, #10)").await.unwrap();
    // An upsert, a merge and the owner are writers like others.
    let upsert = "INSERT INTO org_invoices (id, organization_id, project_id) VALUES (#30, @, #20)
        ON CONFLICT (organization_id, id) DO UPDATE SET project_id = #10";
    assert_eq!(refusal(work.run(upsert).await), by_id);
    let merge = "MERGE INTO org_invoices i USING (VALUES (@::uuid, #35::uuid)) v (tenant, id) ON i.organization_id = v.tenant AND i.id = v.id
        WHEN NOT MATCHED THEN INSERT (id, organization_id, project_id) VALUES (v.id, v.tenant, #10)";
    assert_eq!(refusal(work.run(merge).await), by_id);
    let tenant = work.tenant;
    enter(&mut work.owner, tenant).await;
    assert_eq!(refusal(execute(&mut work.owner, &written(&format!("{insert} (#36, @, #10)"), tenant)).await), by_id);
    let copy = written(&format!("{insert} (#36, @, #10)"), tenant);
    assert_eq!(refusal(execute(&mut work.admin, &copy).await), by_id);
}

#[tokio::test]
async fn cascade_takes_along_and_restore_brings_back() {
    let mut work = Work::open().await;
    work.run(
        "UPDATE org_projects SET parent_id = #10 WHERE id = #20;
         INSERT INTO org_tasks (id, organization_id, project_id, step_of_id) VALUES
             (#30, @, #10, NULL), (#31, @, #10, #30), (#32, @, #20, NULL), (#33, @, #20, #32), (#34, @, #10, NULL);
         INSERT INTO org_remarks (id, organization_id, task_id, mentions_id) VALUES (#40, @, #31, #20), (#41, @, #34, #10);
         INSERT INTO org_pairs (organization_id, one_id, other_id) VALUES (@, #10, #20)",
    )
    .await
    .unwrap();
    // Deleted before, in the same transaction and with the same time of the transaction.
    work.run(
        "UPDATE org_tasks SET deleted_at = now() WHERE id = #34;
         UPDATE org_remarks SET deleted_at = now() WHERE id = #40;
         UPDATE org_projects SET deleted_at = now() WHERE id = #10",
    )
    .await
    .unwrap();
    for table in ["org_projects", "org_tasks", "org_remarks"] {
        assert_eq!(work.live(table).await, "", "{table}");
    }
    let step = refusal(work.run("UPDATE org_tasks SET deleted_at = NULL WHERE id = #31").await);
    assert_eq!((step.0.as_str(), step.1.as_str()), ("23503", "org_tasks"));
    work.run("UPDATE org_projects SET deleted_at = NULL WHERE id = #10").await.unwrap();
    assert_eq!(work.live("org_projects").await, "010,020");
    assert_eq!(work.live("org_tasks").await, "030,031,032,033");
    assert_eq!(work.live("org_remarks").await, "");
    work.run("UPDATE org_tasks SET deleted_at = NULL WHERE id = #34").await.unwrap();
    assert_eq!(work.live("org_remarks").await, "041");
    // The rows of a junction stay.
    enter(&mut work.one, work.tenant).await;
    assert_eq!(texts(&mut work.one, "SELECT count(*)::text FROM org_pairs").await, ["1"]);
    run(&mut work.one, "COMMIT").await;
    // The other tenant's project of the same id is as it was.
    enter(&mut work.other, Uuid::parse_str(&id(2)).unwrap()).await;
    assert_eq!(texts(&mut work.other, &format!("{LIVE} org_projects WHERE deleted_at IS NULL")).await, ["010,020"]);
}

#[tokio::test]
async fn a_restore_needs_every_row_that_it_refers_to() {
    let mut work = Work::open().await;
    work.run(
        "INSERT INTO org_tasks (id, organization_id, project_id, step_of_id) VALUES (#30, @, #10, NULL), (#31, @, #20, #30)",
    )
    .await
    .unwrap();
    work.run("UPDATE org_projects SET deleted_at = now() WHERE id = #10").await.unwrap();
    work.run("UPDATE org_projects SET deleted_at = now() WHERE id = #20").await.unwrap();
    // The step was taken along by its task. Its own project is still deleted.
    let refusal = refusal(work.run("UPDATE org_projects SET deleted_at = NULL WHERE id = #10").await);
    assert_eq!(refusal, refused("23503", "org_tasks", "org_tasks_organization_id_project_id_fkey"));
    work.run("UPDATE org_projects SET deleted_at = NULL WHERE id = #20").await.unwrap();
    work.run("UPDATE org_projects SET deleted_at = NULL WHERE id = #10").await.unwrap();
    assert_eq!(work.live("org_tasks").await, "030,031");
}

#[tokio::test]
async fn set_null_unlinks() {
    let mut work = Work::open().await;
    work.run(
        "INSERT INTO org_tasks (id, organization_id, project_id) VALUES (#30, @, #10);
         INSERT INTO org_remarks (id, organization_id, task_id, mentions_id) VALUES (#40, @, #30, #20)",
    )
    .await
    .unwrap();
    work.run("UPDATE org_projects SET deleted_at = now() WHERE id = #20").await.unwrap();
    assert_eq!(work.live("org_remarks").await, "040");
    enter(&mut work.one, work.tenant).await;
    assert_eq!(texts(&mut work.one, "SELECT coalesce(mentions_id::text, 'none') FROM org_remarks").await, ["none"]);
}

#[tokio::test]
async fn rows_of_one_statement_go_together() {
    let mut work = Work::open().await;
    let topics =
        "INSERT INTO org_topics (id, organization_id, part_of_id) VALUES (#50, @, NULL), (#51, @, #50), (#52, @, #51)";
    work.run(topics).await.unwrap();
    let one = refusal(work.run("UPDATE org_topics SET deleted_at = now() WHERE id = #50").await);
    assert_eq!(one, refused("23001", "org_topics", "org_topics_organization_id_part_of_id_fkey"));
    work.run("UPDATE org_topics SET deleted_at = now()").await.unwrap();
    assert_eq!(work.live("org_topics").await, "");
    work.run("UPDATE org_topics SET deleted_at = NULL").await.unwrap();
    assert_eq!(work.live("org_topics").await, "050,051,052");
}

#[tokio::test]
async fn a_global_row_is_deleted_by_who_sees_every_tenant() {
    let mut work = Work::open().await;
    let topics = written("INSERT INTO topics (id, parent_id) VALUES (#60, NULL), (#61, #60), (#62, NULL)", work.tenant);
    run(&mut work.one, &topics).await;
    work.run("INSERT INTO org_topics (id, organization_id, topic_id) VALUES (#50, @, #62)").await.unwrap();
    let delete = |number: u32| format!("UPDATE topics SET deleted_at = now() WHERE id = '{}'", id(number));
    let denied = refusal(execute(&mut work.one, &delete(61)).await);
    assert_eq!(denied, refused("42501", "", ""));
    let in_use = refusal(execute(&mut work.admin, &delete(60)).await);
    assert_eq!(in_use, refused("23001", "topics", "topics_parent_id_fkey"));
    let in_use = refusal(execute(&mut work.admin, &delete(62)).await);
    assert_eq!(in_use, refused("23001", "org_topics", "org_topics_topic_id_fkey"));
    run(&mut work.admin, &delete(61)).await;
    run(&mut work.admin, &delete(60)).await;
    let gone = refusal(work.run("UPDATE org_topics SET topic_id = #60").await);
    assert_eq!(gone, refused("23503", "org_topics", "org_topics_topic_id_fkey"));
}

#[tokio::test]
async fn the_look_ups_use_the_indexes_of_the_references() {
    let mut work = Work::open().await;
    run(&mut work.admin, "SET enable_seqscan = off").await;
    for (sql, index) in [
        (
            "SELECT FROM org_invoices t WHERE t.organization_id = $1 AND t.project_id = $2 AND t.deleted_at IS NULL",
            "org_invoices_organization_id_project_id_idx",
        ),
        (
            "SELECT FROM org_remarks t WHERE t.organization_id = $1 AND t.mentions_id = $2 AND t.deleted_at IS NULL",
            "org_remarks_organization_id_mentions_id_idx",
        ),
    ] {
        run(
            &mut work.admin,
            &format!("PREPARE looked (uuid, uuid) AS {sql}; SET plan_cache_mode = force_generic_plan"),
        )
        .await;
        let plan = texts(&mut work.admin, &format!("EXPLAIN EXECUTE looked ('{0}', '{0}')", id(1))).await.join("\n");
        assert!(plan.contains(index), "{plan}");
        run(&mut work.admin, "DEALLOCATE looked").await;
    }
}
