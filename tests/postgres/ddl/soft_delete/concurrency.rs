//! Two transactions at each isolation level: no live row refers to a deleted one.

use super::*;

/// Two transactions, the first of which commits while the second one waits: one of them succeeds.
#[tokio::test]
async fn one_of_two_transactions_succeeds() {
    for (name, options) in
        [("soft-delete", ddl::Options::new()), ("soft-delete-serializable", ddl::Options::new().serializable_writers())]
    {
        race(Work::with(name, options).await, name == "soft-delete-serializable").await;
    }
}

async fn race(mut work: Work, serializable: bool) {
    const LEVELS: [&str; 3] = ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"];
    let delete = "UPDATE org_projects SET deleted_at = now() WHERE id = #10 AND deleted_at IS NULL";
    let insert = "INSERT INTO org_invoices (id, organization_id, project_id) VALUES (#30, @, #10)";
    let by_code = "INSERT INTO org_invoices (id, organization_id, by_number) VALUES (#30, @, 10)";
    let change = "UPDATE org_invoices SET project_id = #10 WHERE id = #31";
    let restore = "UPDATE org_invoices SET deleted_at = NULL WHERE id = #32";
    let task = "INSERT INTO org_tasks (id, organization_id, project_id) VALUES (#30, @, #10)";
    let rows = "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;
        INSERT INTO org_invoices (id, organization_id, project_id) VALUES (#31, @, #20), (#32, @, #10)";
    work.run(rows).await.unwrap();
    work.run("UPDATE org_invoices SET deleted_at = now() WHERE id = #32").await.unwrap();
    for writes in [insert, by_code, change, restore, task] {
        for (first, second) in [(delete, writes), (writes, delete)] {
            for levels in LEVELS.iter().flat_map(|one| LEVELS.iter().map(move |other| [*one, *other])) {
                let deleting = levels[usize::from(second == delete)];
                let writing = levels[usize::from(first == delete)];
                let both = [levels[0], levels[1]] == ["SERIALIZABLE"; 2];
                if serializable && writing != "SERIALIZABLE" {
                    enter(&mut work.one, work.tenant).await;
                    run(&mut work.one, &format!("SET TRANSACTION ISOLATION LEVEL {writing}")).await;
                    let sql = work.written(writes);
                    let refused = refusal(execute(&mut work.one, &sql).await);
                    assert_eq!(refused.0, "0A000", "{writing} {writes}");
                    run(&mut work.one, "ROLLBACK").await;
                    continue;
                }
                // Refused.
                if deleting == "REPEATABLE READ" || deleting == "SERIALIZABLE" && !serializable {
                    continue;
                }
                let (first, second) = (work.written(first), work.written(second));
                let mut results = Vec::new();
                for (connection, level) in [(&mut work.one, levels[0]), (&mut work.other, levels[1])] {
                    enter(connection, work.tenant).await;
                    run(connection, &format!("SET TRANSACTION ISOLATION LEVEL {level}")).await;
                    run(connection, "SELECT FROM org_projects").await;
                }
                results.push(execute(&mut work.one, &first).await);
                let (other, end) = tokio::join!(execute(&mut work.other, &second), async {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    execute(&mut work.one, "COMMIT").await
                });
                results.push(other.and(execute(&mut work.other, "COMMIT").await));
                assert!(end.is_ok() && results[0].is_ok(), "{levels:?} {first}: {end:?} {results:?}");
                let _ = execute(&mut work.other, "ROLLBACK").await;
                let holds = texts(
                    &mut work.admin,
                    "SELECT count(*)::text FROM org_projects p WHERE deleted_at IS NOT NULL AND (
                        EXISTS (SELECT FROM org_invoices i WHERE (i.project_id = p.id OR i.by_number = p.number) AND i.organization_id = p.organization_id AND i.deleted_at IS NULL)
                        OR EXISTS (SELECT FROM org_tasks t WHERE t.project_id = p.id AND t.organization_id = p.organization_id AND t.deleted_at IS NULL))",
                );
                assert_eq!(holds.await, ["0"], "{levels:?}\n{first}\n{second}\n{results:?}");
                let is_taken_along = writes == task && second.starts_with("UPDATE org_projects") && !both;
                assert_eq!(results[1].is_ok(), is_taken_along, "{levels:?}\n{first}\n{second}\n{results:?}");
                work.admin_reset().await;
            }
        }
    }
}

impl Work {
    /// As before the race.
    async fn admin_reset(&mut self) {
        let reset = written(
            "BEGIN ISOLATION LEVEL SERIALIZABLE; DELETE FROM org_invoices WHERE id = #30; DELETE FROM org_tasks;
             UPDATE org_projects SET deleted_at = NULL WHERE deleted_at IS NOT NULL;
             UPDATE org_invoices SET project_id = #20 WHERE id = #31;
             UPDATE org_invoices SET deleted_at = now() WHERE id = #32 AND deleted_at IS NULL; COMMIT",
            self.tenant,
        );
        run(&mut self.admin, &reset).await;
    }
}

#[tokio::test]
async fn a_soft_delete_above_read_committed_is_refused() {
    let mut work = Work::open().await;
    for level in ["REPEATABLE READ", "SERIALIZABLE"] {
        enter(&mut work.one, work.tenant).await;
        run(&mut work.one, &format!("SET TRANSACTION ISOLATION LEVEL {level}")).await;
        let refusal = refusal(execute(&mut work.one, "UPDATE org_projects SET deleted_at = now()").await);
        assert_eq!(refusal, refused("0A000", "", ""), "{level}");
        run(&mut work.one, "ROLLBACK").await;
        // Nothing can refer to an invoice.
        let sql = format!("SET TRANSACTION ISOLATION LEVEL {level}; UPDATE org_invoices SET deleted_at = now()");
        work.run(&sql).await.unwrap();
    }
}
