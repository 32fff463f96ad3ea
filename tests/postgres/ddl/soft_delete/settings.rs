//! The settings of a delete may be set by anybody: they skip no check and choose no time. Several deletes in one statement.

use super::cascades::{DELETE, RESTORE, ROWS};
use super::*;

/// What a session may set before a delete.
const FORGED: [&str; 5] = [
    "SET LOCAL peristyle.cascade = 'on'",
    "SET LOCAL peristyle.cascade = 'on'; SET LOCAL peristyle.deleted_at = '1'",
    "SET LOCAL peristyle.deleted_at = '1'",
    "SET LOCAL peristyle.cascade = 'on'; SET CONSTRAINTS ALL DEFERRED; SET LOCAL peristyle.deleted_at = 'infinity'",
    "SET peristyle.cascade = 'on'; SET peristyle.deleted_at = '99999999999'",
];

#[tokio::test]
async fn no_setting_skips_a_check() {
    let mut work = Work::open().await;
    work.run(ROWS).await.unwrap();
    work.run("INSERT INTO org_invoices (id, organization_id, project_id) VALUES (#70, @, #20)").await.unwrap();
    for forged in FORGED {
        // A row that is referred to, a row that is kept by a part of another cascade.
        for (sql, table) in [
            ("UPDATE org_projects SET deleted_at = now() WHERE id = #20", "org_invoices"),
            ("UPDATE org_tasks SET deleted_at = now() WHERE id = #30", "org_vouchers"),
        ] {
            let refusal = refusal(work.run(&format!("{forged}; {sql}")).await);
            assert_eq!((refusal.0.as_str(), refusal.1.as_str()), ("23001", table), "{forged}; {sql}");
            // Not later than with the statement.
            enter(&mut work.one, work.tenant).await;
            run(&mut work.one, forged).await;
            let sql = work.written(sql);
            assert!(execute(&mut work.one, &sql).await.is_err(), "{forged}; {sql}");
            run(&mut work.one, "ROLLBACK").await;
        }
        work.run(&format!("{forged}; {DELETE}")).await.unwrap();
        assert_eq!((work.live("org_tasks").await, work.live("org_vouchers").await), ("031".into(), String::new()));
        for (table, row) in [("org_projects", 10), ("org_tasks", 30), ("org_vouchers", 60)] {
            assert!((0..60).contains(&work.deleted_since(table, row).await), "{forged}: {table}");
        }
        // A live row refers to none of them, and they come back together.
        let child = "INSERT INTO org_tasks (id, organization_id, project_id) VALUES (#39, @, #10)";
        assert_eq!(refusal(work.run(&format!("{forged}; {child}")).await).0, "23503", "{forged}");
        let alone = "UPDATE org_tasks SET deleted_at = NULL WHERE id = #30";
        assert_eq!(refusal(work.run(&format!("{forged}; {alone}")).await).0, "23503", "{forged}");
        work.run(&format!("{forged}; {RESTORE}")).await.unwrap();
        assert_eq!((work.live("org_tasks").await, work.live("org_vouchers").await), ("030,031".into(), "060".into()));
        run(&mut work.one, "RESET peristyle.cascade; RESET peristyle.deleted_at").await;
    }
}

/// A trigger of the session's own runs at the depth of a cascade: its deletes are checked at the end of the transaction, and their
/// time is that of the database.
#[tokio::test]
async fn nor_does_a_trigger_of_the_session() {
    let mut work = Work::open().await;
    work.run(ROWS).await.unwrap();
    work.run("INSERT INTO org_invoices (id, organization_id, project_id) VALUES (#70, @, #20)").await.unwrap();
    let of = |number: u32| {
        format!(
            "CREATE TEMP TABLE own (x integer) ON COMMIT DROP;
             CREATE FUNCTION pg_temp.own() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN
                 SET LOCAL peristyle.cascade = 'on';
                 UPDATE org_projects SET deleted_at = '2001-01-01' WHERE id = #{number};
                 RETURN NULL;
             END $$;
             CREATE TRIGGER own AFTER INSERT ON own FOR EACH ROW EXECUTE FUNCTION pg_temp.own();
             SET LOCAL peristyle.deleted_at = '1';
             INSERT INTO own VALUES (1);
             SET LOCAL peristyle.cascade = '';
             DROP TRIGGER own ON own;
             DROP FUNCTION pg_temp.own()"
        )
    };
    // As the owner, who may do more than the application.
    let tenant = work.tenant;
    for (number, refused) in [(20, Some("23001")), (10, None)] {
        enter(&mut work.owner, tenant).await;
        let result = execute(&mut work.owner, &written(&of(number), tenant)).await;
        let result = result.and(execute(&mut work.owner, "COMMIT").await);
        let _ = execute(&mut work.owner, "ROLLBACK").await;
        match refused {
            Some(code) => assert_eq!(refusal(result).0, code),
            None => result.unwrap(),
        }
    }
    assert_eq!(work.live("org_projects").await, "020");
    assert!((0..60).contains(&work.deleted_since("org_projects", 10).await));
    work.run(RESTORE).await.unwrap();
    assert_eq!((work.live("org_tasks").await, work.live("org_vouchers").await), ("030,031".into(), "060".into()));
}

/// Each part of a statement that changes rows begins and completes a delete, and their triggers fire in turn.
#[tokio::test]
async fn two_deletes_in_one_statement() {
    let mut work = Work::open().await;
    work.run(ROWS).await.unwrap();
    let two = "WITH one AS (UPDATE org_projects SET deleted_at = now() WHERE id = #10 RETURNING id),
        other AS (UPDATE org_projects SET deleted_at = now() WHERE id = #20 RETURNING id)
        SELECT id FROM one UNION ALL SELECT id FROM other";
    let restore = |number: u32| format!("UPDATE org_projects SET deleted_at = NULL WHERE id = #{number}");
    for _ in 0..2 {
        work.run(two).await.unwrap();
        for table in ["org_projects", "org_tasks", "org_vouchers"] {
            assert_eq!(work.live(table).await, "", "{table}");
        }
        // What went with a project comes back with it.
        work.run(&restore(20)).await.unwrap();
        assert_eq!((work.live("org_tasks").await, work.live("org_vouchers").await), ("031".into(), String::new()));
        work.run(&restore(10)).await.unwrap();
        assert_eq!((work.live("org_tasks").await, work.live("org_vouchers").await), ("030,031".into(), "060".into()));
    }
    // In two tables, one of which is in the other's cascade, and both restored at once.
    let tables = "WITH one AS (UPDATE org_vouchers SET deleted_at = now() RETURNING id),
        other AS (UPDATE org_projects SET deleted_at = now() WHERE id = #10 RETURNING id)
        SELECT count(*) FROM one, other";
    work.run(tables).await.unwrap();
    assert_eq!((work.live("org_tasks").await, work.live("org_vouchers").await), ("031".into(), String::new()));
    let back = "WITH one AS (UPDATE org_projects SET deleted_at = NULL WHERE id = #10 RETURNING id),
        other AS (UPDATE org_vouchers SET deleted_at = NULL RETURNING id)
        SELECT count(*) FROM one, other";
    work.run(back).await.unwrap();
    assert_eq!((work.live("org_tasks").await, work.live("org_vouchers").await), ("030,031".into(), "060".into()));
}

#[tokio::test]
async fn a_delete_and_a_row_that_refers_to_it_in_one_statement() {
    let mut work = Work::open().await;
    work.run(ROWS).await.unwrap();
    work.run("INSERT INTO org_invoices (id, organization_id) VALUES (#70, @)").await.unwrap();
    let delete = "one AS (UPDATE org_projects SET deleted_at = now() WHERE id = #20 RETURNING id)";
    for writes in [
        "INSERT INTO org_invoices (id, organization_id, project_id) VALUES (#71, @, #20) RETURNING id",
        "UPDATE org_invoices SET project_id = #20 RETURNING id",
        "INSERT INTO org_tasks (id, organization_id, project_id) VALUES (#39, @, #20) RETURNING id",
    ] {
        for sql in [
            format!("WITH {delete}, two AS ({writes}) SELECT count(*) FROM one, two"),
            format!("WITH two AS ({writes}), {delete} SELECT count(*) FROM two, one"),
            format!("WITH {delete} {writes}"),
        ] {
            let result = work.run(&sql).await;
            let orphans = "SELECT count(*)::text FROM org_projects p WHERE deleted_at IS NOT NULL AND (
                EXISTS (SELECT FROM org_invoices i WHERE i.project_id = p.id AND i.organization_id = p.organization_id AND i.deleted_at IS NULL)
                OR EXISTS (SELECT FROM org_tasks t WHERE t.project_id = p.id AND t.organization_id = p.organization_id AND t.deleted_at IS NULL))";
            assert_eq!(texts(&mut work.admin, orphans).await, ["0"], "{sql}: {result:?}");
            let code = result.err().map(|error| refusal(Err(error)).0);
            assert!(matches!(code.as_deref(), Some("23001" | "23503") | None), "{sql}: {code:?}");
            let reset = work.written(
                "DELETE FROM org_invoices WHERE id = #71; DELETE FROM org_tasks WHERE id = #39;
                 UPDATE org_invoices SET project_id = NULL; UPDATE org_projects SET deleted_at = NULL",
            );
            run(&mut work.admin, &reset).await;
        }
    }
}

/// A row that one part of the statement keeps goes with another part, whichever comes first.
#[tokio::test]
async fn a_diamond_across_two_deletes_in_one_statement() {
    let mut work = Work::open().await;
    work.run(ROWS).await.unwrap();
    // Task 31 of project 20 is kept by a voucher of project 10.
    let across = "INSERT INTO org_vouchers (id, organization_id, project_id, task_id) VALUES (#61, @, #10, #31)";
    work.run(across).await.unwrap();
    let constraint = "org_vouchers_organization_id_task_id_fkey";
    let kept = || refused("23001", "org_vouchers", constraint);
    assert_eq!(refusal(work.run("UPDATE org_tasks SET deleted_at = now() WHERE id = #31").await), kept());
    let set = |time: &str| {
        ["org_tasks SET deleted_at = @ WHERE id = #31", "org_projects SET deleted_at = @ WHERE id = #10"]
            .map(|update| format!("UPDATE {}", update.replace('@', time)))
    };
    let both = |[one, other]: [String; 2]| format!("WITH one AS ({one} RETURNING id) {other}");
    let swapped = |[one, other]: [String; 2]| [other, one];
    // Alone, in a function and after statements of the same transaction.
    let deletes = [
        both(set("now()")),
        both(swapped(set("now()"))),
        format!("DO $$ BEGIN {}; END $$", both(set("now()"))),
        format!("SET CONSTRAINTS ALL IMMEDIATE; UPDATE org_remarks SET deleted_at = now(); {}", both(set("now()"))),
    ];
    for delete in deletes {
        for restore in [both(set("NULL")), both(swapped(set("NULL")))] {
            work.run(&delete).await.unwrap();
            let live = (work.live("org_projects").await, work.live("org_tasks").await, work.live("org_vouchers").await);
            assert_eq!(live, ("020".into(), String::new(), String::new()), "{delete}");
            let times = "SELECT count(DISTINCT deleted_at)::text FROM (SELECT deleted_at FROM org_tasks UNION ALL SELECT deleted_at FROM org_vouchers)";
            assert_eq!(work.text(&format!("{times} AS t")).await, "1", "{delete}");
            // Half of it is not enough: the voucher refers to both.
            assert_eq!(refusal(work.run(RESTORE).await).0, "23503");
            work.run(&restore).await.unwrap();
            let live = (work.live("org_projects").await, work.live("org_tasks").await, work.live("org_vouchers").await);
            assert_eq!(live, ("010,020".into(), "030,031".into(), "060,061".into()), "{restore}");
        }
    }
    // A voucher of neither still counts, at once and not at the end of the transaction.
    let outside = "INSERT INTO org_vouchers (id, organization_id, project_id, task_id) VALUES (#62, @, #20, #31)";
    work.run(outside).await.unwrap();
    for forged in FORGED.into_iter().chain(["SELECT 1"]) {
        for delete in [both(set("now()")), both(swapped(set("now()")))] {
            enter(&mut work.one, work.tenant).await;
            run(&mut work.one, forged).await;
            let sql = work.written(&delete);
            assert_eq!(refusal(execute(&mut work.one, &sql).await), kept(), "{forged}; {delete}");
            run(&mut work.one, "ROLLBACK").await;
        }
        run(&mut work.one, "RESET peristyle.cascade; RESET peristyle.deleted_at").await;
    }
    // A savepoint forgets the parts of a statement that failed.
    let caught = format!(
        "DO $$ BEGIN {}; EXCEPTION WHEN restrict_violation THEN UPDATE org_vouchers SET deleted_at = now() WHERE id = #62; END $$",
        both(set("now()"))
    );
    work.run(&format!("{caught}; {}", both(set("now()")))).await.unwrap();
    assert_eq!((work.live("org_tasks").await, work.live("org_vouchers").await), (String::new(), String::new()));
}
