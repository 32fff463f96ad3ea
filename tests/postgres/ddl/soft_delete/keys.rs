//! Keys that are no ids: a soft-deleted row takes over none to which a live row refers.

use super::*;

const BY_NUMBER: &str = "org_invoices_organization_id_by_number_fkey";

#[tokio::test]
async fn a_deleted_row_takes_over_no_key_of_a_live_row() {
    let mut work = Work::open().await;
    work.run("INSERT INTO org_invoices (id, organization_id, by_number) VALUES (#30, @, 10)").await.unwrap();
    work.run("UPDATE org_projects SET deleted_at = now() WHERE id = #20").await.unwrap();
    // The foreign key itself is content: a row has the number at the end of the statement or of the transaction.
    let swap = "UPDATE org_projects SET number = CASE number WHEN 10 THEN 11 ELSE 10 END WHERE number IN (10, 20)";
    let in_turn =
        "UPDATE org_projects SET number = 11 WHERE number = 10; UPDATE org_projects SET number = 10 WHERE number = 20";
    for taken in [swap, in_turn] {
        assert_eq!(refusal(work.run(taken).await), refused("23503", "org_invoices", BY_NUMBER), "{taken}");
    }
    // Whoever the writer is.
    let merge = "MERGE INTO org_projects p USING (VALUES (10, 11), (20, 10)) v (old, new) ON p.number = v.old
        WHEN MATCHED THEN UPDATE SET number = v.new";
    let result = work.run(merge).await;
    assert!(matches!(refusal(result).0.as_str(), "23503" | "23505"));
    let upsert = "UPDATE org_projects SET number = 11 WHERE number = 10;
        INSERT INTO org_projects (id, organization_id, number) VALUES (#20, @, 20)
        ON CONFLICT (organization_id, id) DO UPDATE SET number = 10";
    assert_eq!(refusal(work.run(upsert).await), refused("23503", "org_invoices", BY_NUMBER));
    // Nothing refers to this one, and what is live may.
    work.run("UPDATE org_projects SET number = 21 WHERE number = 20").await.unwrap();
    let live = "INSERT INTO org_projects (id, organization_id, number) VALUES (#12, @, 12);
        UPDATE org_projects SET number = 11 WHERE number = 10; UPDATE org_projects SET number = 10 WHERE number = 12";
    work.run(live).await.unwrap();
    // Nor does an invoice that is deleted itself.
    work.run("UPDATE org_invoices SET deleted_at = now()").await.unwrap();
    work.run(
        "UPDATE org_projects SET number = 12 WHERE number = 10; UPDATE org_projects SET number = 10 WHERE number = 21",
    )
    .await
    .unwrap();
    assert_eq!(refusal(work.run("UPDATE org_invoices SET deleted_at = NULL").await).0, "23503");
    assert_eq!(work.text("SELECT string_agg(number::text, ',' ORDER BY number) FROM org_projects").await, "10,11,12");
}

/// Above READ COMMITTED the rows that refer to it may not be seen.
#[tokio::test]
async fn a_key_of_a_deleted_row_is_changed_at_read_committed() {
    let mut work = Work::open().await;
    work.run("UPDATE org_projects SET deleted_at = now() WHERE id = #20").await.unwrap();
    for level in ["REPEATABLE READ", "SERIALIZABLE"] {
        let change = |number: u32| {
            format!(
                "SET TRANSACTION ISOLATION LEVEL {level}; UPDATE org_projects SET number = number + 1 WHERE id = #{number}"
            )
        };
        assert_eq!(refusal(work.run(&change(20)).await), refused("0A000", "", ""), "{level}");
        work.run(&change(10)).await.unwrap();
    }
}

/// The row that has the number gives it away, while another transaction refers to it.
#[tokio::test]
async fn one_of_two_sessions_gets_the_key() {
    let mut work = Work::open().await;
    work.run("UPDATE org_projects SET deleted_at = now() WHERE id = #20").await.unwrap();
    let take = work.written(
        "UPDATE org_projects SET number = 11 WHERE id = #10; UPDATE org_projects SET number = 10 WHERE id = #20",
    );
    let refer = work.written("INSERT INTO org_invoices (id, organization_id, by_number) VALUES (#30, @, 10)");
    for (first, second) in [(&take, &refer), (&refer, &take)] {
        for connection in [&mut work.one, &mut work.other] {
            enter(connection, work.tenant).await;
        }
        run(&mut work.one, first).await;
        let (other, end) = tokio::join!(execute(&mut work.other, second), async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            execute(&mut work.one, "COMMIT").await
        });
        end.unwrap();
        let other = other.and(execute(&mut work.other, "COMMIT").await);
        let _ = execute(&mut work.other, "ROLLBACK").await;
        assert_eq!(refusal(other).0, "23503", "{first}; {second}");
        let orphans =
            "SELECT count(*)::text FROM org_invoices i JOIN org_projects p ON p.organization_id = i.organization_id
            AND p.number = i.by_number WHERE i.deleted_at IS NULL AND p.deleted_at IS NOT NULL";
        assert_eq!(texts(&mut work.admin, orphans).await, ["0"]);
        let reset = work.written(
            "DELETE FROM org_invoices; UPDATE org_projects SET number = 12 WHERE id = #20;
             UPDATE org_projects SET number = 10 WHERE id = #10; UPDATE org_projects SET number = 20 WHERE id = #20",
        );
        run(&mut work.admin, &reset).await;
    }
}

/// The audit asks for the trigger where a key may change, and only there.
#[tokio::test]
async fn the_audit_finds_a_missing_trigger_of_keys() {
    let mut work = Work::open().await;
    let role = Server::shared().await.unwrap().role_name(Role::Application);
    let mut said = Vec::new();
    for sql in ["SELECT", "DROP TRIGGER peristyle_delete_key ON org_projects"] {
        run(&mut work.owner, sql).await;
        let found = peristyle::audit(&mut work.admin, role).await.unwrap();
        let missing = found.iter().filter(|finding| finding.code == "L36" && finding.waiver.is_none());
        said.push(missing.map(|finding| finding.text.clone()).collect::<Vec<_>>());
    }
    let text = format!(
        "`{BY_NUMBER}` of `org_invoices` has no triggers for soft deletes of `org_projects`: a live row may refer to a deleted one"
    );
    assert_eq!(said, [vec![], vec![text]]);
}
