//! A cascade is one delete: what goes in it stands in no row's way, and comes back with it.

use super::*;

pub(super) const ROWS: &str = "
    INSERT INTO org_tasks (id, organization_id, project_id) VALUES (#30, @, #10), (#31, @, #20);
    INSERT INTO org_vouchers (id, organization_id, project_id, task_id) VALUES (#60, @, #10, #30)";
pub(super) const DELETE: &str = "UPDATE org_projects SET deleted_at = now() WHERE id = #10";
/// The task of the project too, by a statement of its own.
pub(super) const BOTH: &str = "WITH task AS (UPDATE org_tasks SET deleted_at = now() WHERE id = #30)
    UPDATE org_projects SET deleted_at = now() WHERE id = #10";
pub(super) const RESTORE: &str = "UPDATE org_projects SET deleted_at = NULL WHERE id = #10";

impl Work {
    pub(super) async fn text(&mut self, sql: &str) -> String {
        enter(&mut self.one, self.tenant).await;
        let found = texts(&mut self.one, &written(sql, self.tenant)).await.remove(0);
        run(&mut self.one, "COMMIT").await;
        found
    }

    /// Seconds since the row was deleted.
    pub(super) async fn deleted_since(&mut self, table: &str, number: u32) -> i64 {
        let sql = format!(
            "SELECT extract(epoch FROM clock_timestamp() - deleted_at)::bigint::text FROM {table} WHERE id = #{number}"
        );
        self.text(&sql).await.parse().unwrap()
    }
}

#[tokio::test]
async fn a_diamond_goes_and_comes_back_in_one_delete() {
    let mut work = Work::open().await;
    work.run(ROWS).await.unwrap();
    // The task itself is kept by its voucher, and so is the project if the voucher stays.
    let constraint = "org_vouchers_organization_id_task_id_fkey";
    let task = refusal(work.run("UPDATE org_tasks SET deleted_at = now() WHERE id = #30").await);
    assert_eq!(task, refused("23001", "org_vouchers", constraint));
    for _ in 0..2 {
        work.run(DELETE).await.unwrap();
        assert_eq!((work.live("org_tasks").await, work.live("org_vouchers").await), ("031".into(), String::new()));
        work.run(RESTORE).await.unwrap();
        let live = (work.live("org_tasks").await, work.live("org_vouchers").await);
        assert_eq!(live, ("030,031".into(), "060".into()));
    }
    // A row outside of the diamond still counts.
    let outside = "INSERT INTO org_vouchers (id, organization_id, project_id, task_id) VALUES (#61, @, #20, #30)";
    work.run(outside).await.unwrap();
    assert_eq!(refusal(work.run(DELETE).await), refused("23001", "org_vouchers", constraint));
    assert_eq!((work.live("org_projects").await, work.live("org_tasks").await), ("010,020".into(), "030,031".into()));
    // A savepoint is enough to go on.
    let caught = "DO $$ BEGIN UPDATE org_projects SET deleted_at = now() WHERE id = #10;
        EXCEPTION WHEN restrict_violation THEN UPDATE org_vouchers SET deleted_at = now() WHERE id = #61; END $$;";
    work.run(&format!("{caught} {DELETE}")).await.unwrap();
    assert_eq!(work.live("org_vouchers").await, "");
    work.run(RESTORE).await.unwrap();
    assert_eq!(work.live("org_vouchers").await, "060");
}

#[tokio::test]
async fn links_inside_a_delete_are_kept_and_others_are_cut() {
    let mut work = Work::open().await;
    work.run(ROWS).await.unwrap();
    // Both mention the project that is deleted. One of them goes with it.
    let remarks = "INSERT INTO org_remarks (id, organization_id, task_id, mentions_id) VALUES (#40, @, #30, #10), (#41, @, #31, #10)";
    work.run(remarks).await.unwrap();
    work.run(DELETE).await.unwrap();
    work.run(RESTORE).await.unwrap();
    let mentions = "SELECT string_agg(coalesce(right(mentions_id::text, 3), 'none'), ',' ORDER BY id) FROM org_remarks";
    assert_eq!(work.text(mentions).await, "010,none");
    assert_eq!(work.live("org_remarks").await, "040,041");
}

#[tokio::test]
async fn the_rest_of_the_transaction_does_not_change_it() {
    let mut work = Work::open().await;
    work.run(ROWS).await.unwrap();
    for before in ["SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED", "SAVEPOINT a"] {
        work.run(&format!(
            "{before}; {DELETE}; SELECT 1 / (count(*) = 1)::int FROM org_projects WHERE deleted_at IS NULL"
        ))
        .await
        .unwrap();
        work.run(&format!("{before}; {RESTORE}")).await.unwrap();
        assert_eq!(work.live("org_vouchers").await, "060", "{before}");
    }
    // The refusal comes with the statement, not at its commit.
    work.run("INSERT INTO org_invoices (id, organization_id, project_id) VALUES (#70, @, #10)").await.unwrap();
    enter(&mut work.one, work.tenant).await;
    run(&mut work.one, "SET CONSTRAINTS ALL DEFERRED").await;
    let sql = work.written(DELETE);
    assert_eq!(refusal(execute(&mut work.one, &sql).await).0, "23001");
}

#[tokio::test]
async fn circles_and_deep_rows_follow() {
    let mut work = Work::open().await;
    work.run(
        "INSERT INTO org_projects (id, organization_id, parent_id) VALUES (#11, @, #10), (#12, @, #11), (#13, @, #12);
         UPDATE org_projects SET parent_id = #13 WHERE id = #10;
         INSERT INTO org_tasks (id, organization_id, project_id) VALUES (#30, @, #13), (#31, @, #11);
         INSERT INTO org_tasks (id, organization_id, project_id, step_of_id) VALUES (#32, @, #12, #30);
         INSERT INTO org_vouchers (id, organization_id, project_id, task_id) VALUES (#60, @, #12, #32);
         INSERT INTO org_vouchers (id, organization_id, project_id, task_id, after_id) VALUES (#61, @, #10, #31, #60)",
    )
    .await
    .unwrap();
    // Deleted before, by a delete of its own at the time of the same transaction.
    work.run(
        "UPDATE org_vouchers SET deleted_at = now() WHERE id = #61; UPDATE org_projects SET deleted_at = now() WHERE id = #12",
    )
    .await
    .unwrap();
    for table in ["org_projects", "org_tasks", "org_vouchers"] {
        assert_eq!(work.live(table).await, if table == "org_projects" { "020" } else { "" }, "{table}");
    }
    work.run("UPDATE org_projects SET deleted_at = NULL WHERE id = #12").await.unwrap();
    assert_eq!(work.live("org_projects").await, "010,011,012,013,020");
    assert_eq!((work.live("org_tasks").await, work.live("org_vouchers").await), ("030,031,032".into(), "060".into()));
}

#[tokio::test]
async fn the_database_sets_the_time_of_a_delete_and_keeps_it() {
    let mut work = Work::open().await;
    work.run(ROWS).await.unwrap();
    // A task that was deleted before, with the time that a client gives to both.
    let old = "'2020-01-01'";
    work.run("UPDATE org_vouchers SET task_id = NULL").await.unwrap();
    work.run(&format!("UPDATE org_tasks SET deleted_at = {old} WHERE id = #30")).await.unwrap();
    work.run(&format!("UPDATE org_projects SET deleted_at = {old} WHERE id = #10")).await.unwrap();
    for (table, row) in [("org_tasks", 30), ("org_projects", 10), ("org_vouchers", 60)] {
        assert!(work.deleted_since(table, row).await < 60, "{table}");
    }
    // Statements that do not look whether a row is deleted already, or write another time.
    for time in ["now()", "clock_timestamp()", old, "'infinity'"] {
        work.run(&format!("UPDATE org_vouchers SET deleted_at = {time} WHERE project_id = #10")).await.unwrap();
        work.run(&format!("UPDATE org_projects SET deleted_at = {time} WHERE id = #10")).await.unwrap();
    }
    work.run(RESTORE).await.unwrap();
    assert_eq!((work.live("org_tasks").await, work.live("org_vouchers").await), ("031".into(), "060".into()));
    // The rows of one statement have one time: the part of a project that the same statement deletes comes back with it.
    work.run("UPDATE org_projects SET parent_id = #10 WHERE id = #20").await.unwrap();
    work.run("UPDATE org_projects SET deleted_at = now()").await.unwrap();
    assert_eq!(work.text("SELECT count(DISTINCT deleted_at)::text FROM org_projects").await, "1");
    work.run(RESTORE).await.unwrap();
    assert_eq!(work.live("org_projects").await, "010,020");
}

#[tokio::test]
async fn an_upsert_that_restores_a_row_restores_what_went_with_it() {
    let mut work = Work::open().await;
    work.run(ROWS).await.unwrap();
    work.run(DELETE).await.unwrap();
    let upsert = "INSERT INTO org_projects (id, organization_id) VALUES (#10, @)
        ON CONFLICT (organization_id, id) DO UPDATE SET deleted_at = NULL";
    work.run(upsert).await.unwrap();
    assert_eq!((work.live("org_tasks").await, work.live("org_vouchers").await), ("030,031".into(), "060".into()));
    work.run(DELETE).await.unwrap();
    // A child comes back only with its parent.
    let child = "INSERT INTO org_tasks (id, organization_id, project_id) VALUES (#30, @, #10)
        ON CONFLICT (organization_id, id) DO UPDATE SET deleted_at = NULL";
    let constraint = "org_tasks_organization_id_project_id_fkey";
    assert_eq!(refusal(work.run(child).await), refused("23503", "org_tasks", constraint));
    let elsewhere = child.replace("deleted_at = NULL", "deleted_at = NULL, project_id = #20");
    work.run(&elsewhere).await.unwrap();
    let merge = "MERGE INTO org_projects p USING (VALUES (#10::uuid)) v (id) ON p.id = v.id
        WHEN MATCHED THEN UPDATE SET deleted_at = NULL";
    work.run(merge).await.unwrap();
    assert_eq!((work.live("org_tasks").await, work.live("org_vouchers").await), ("030,031".into(), "060".into()));
}

#[tokio::test]
async fn an_update_that_moves_a_row_between_partitions_changes_nothing_else() {
    let mut work = Work::open().await;
    work.run("INSERT INTO org_years (id, organization_id, year, project_id) VALUES (#80, @, 2025, #10), (#81, @, 2025, NULL), (#82, @, 2040, NULL)")
        .await
        .unwrap();
    work.run("UPDATE org_projects SET deleted_at = now() WHERE id = #20").await.unwrap();
    let admin = |work: &Work, sql: &str| work.written(sql);
    for refused_sql in [
        "UPDATE org_years SET year = 2026, project_id = #20 WHERE id = #80",
        "UPDATE org_years SET year = 2026, project_id = #20 WHERE id = #81",
        "UPDATE org_years SET year = 2026, deleted_at = now() WHERE id = #80",
        "UPDATE org_years_2025 SET year = 2024, deleted_at = now() WHERE id = #80",
    ] {
        let sql = admin(&work, refused_sql);
        assert_eq!(refusal(execute(&mut work.admin, &sql).await).0, "0A000", "{sql}");
    }
    for sql in [
        "UPDATE org_years SET year = 2026 WHERE id = #80",
        "UPDATE org_years SET year = 2027, project_id = NULL WHERE id = #80",
        "UPDATE org_years SET project_id = #10 WHERE id = #80",
        // The rows stay in their partitions.
        "UPDATE org_years SET year = year + 1, project_id = #10 WHERE id IN (#80, #81) AND year > 2025",
        "UPDATE org_years SET year = 2030, deleted_at = now() WHERE id = #80",
        "UPDATE org_years_rest SET year = 2031, deleted_at = NULL WHERE id = #80",
        "UPDATE org_years SET year = 2025, project_id = project_id, deleted_at = NULL WHERE id = #80",
    ] {
        let sql = admin(&work, sql);
        run(&mut work.admin, &sql).await;
    }
    let stays = admin(&work, "UPDATE org_years SET year = 2041, project_id = #20 WHERE id = #82");
    assert_eq!(refusal(execute(&mut work.admin, &stays).await).0, "23503");
    assert_eq!(refusal(work.run(DELETE).await).1, "org_years");
    // A statement that names the partition.
    let partition = admin(&work, "UPDATE org_years_2025 SET project_id = #20 WHERE id = #80");
    assert_eq!(refusal(execute(&mut work.admin, &partition).await).0, "23503");
    let partition = admin(&work, "UPDATE org_years_2025 SET deleted_at = now() WHERE id = #80");
    run(&mut work.admin, &partition).await;
    work.run(DELETE).await.unwrap();
    let partition = admin(&work, "UPDATE org_years_2025 SET deleted_at = NULL WHERE id = #80");
    assert_eq!(refusal(execute(&mut work.admin, &partition).await).0, "23503");
}

/// A diamond is deleted while another transaction inserts into it: nothing live is left that refers to a deleted row.
#[tokio::test]
async fn a_diamond_beside_another_transaction() {
    let mut work = Work::open().await;
    work.run(ROWS).await.unwrap();
    let orphans = "SELECT count(*)::text FROM org_vouchers v WHERE deleted_at IS NULL AND (
        EXISTS (SELECT FROM org_tasks t WHERE t.id = v.task_id AND t.organization_id = v.organization_id AND t.deleted_at IS NOT NULL)
        OR EXISTS (SELECT FROM org_projects p WHERE p.id = v.project_id AND p.organization_id = v.organization_id AND p.deleted_at IS NOT NULL))";
    let insert = "INSERT INTO org_vouchers (id, organization_id, project_id, task_id) VALUES (#61, @, #10, #30)";
    let outside = "INSERT INTO org_vouchers (id, organization_id, project_id, task_id) VALUES (#61, @, #20, #30)";
    for (delete, writes) in [(DELETE, insert), (DELETE, outside), (BOTH, insert), (BOTH, outside)] {
        for (first, second) in [(delete, writes), (writes, delete)] {
            let (first, second) = (work.written(first), work.written(second));
            for connection in [&mut work.one, &mut work.other] {
                enter(connection, work.tenant).await;
            }
            run(&mut work.one, &first).await;
            let (other, end) = tokio::join!(execute(&mut work.other, &second), async {
                tokio::time::sleep(Duration::from_millis(50)).await;
                execute(&mut work.one, "COMMIT").await
            });
            end.unwrap();
            let other = other.and(execute(&mut work.other, "COMMIT").await);
            let _ = execute(&mut work.other, "ROLLBACK").await;
            assert_eq!(texts(&mut work.admin, orphans).await, ["0"], "{first}\n{second}\n{other:?}");
            // Only a voucher of the same project goes with it.
            assert_eq!(other.is_ok(), writes == insert && first.starts_with("INSERT"), "{first}\n{second}\n{other:?}");
            let reset = written(
                "DELETE FROM org_vouchers WHERE id = #61; UPDATE org_projects SET deleted_at = NULL;
                 UPDATE org_tasks SET deleted_at = NULL; UPDATE org_vouchers SET deleted_at = NULL",
                work.tenant,
            );
            run(&mut work.admin, &reset).await;
        }
    }
}
