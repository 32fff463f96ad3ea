//! Soft deletes by triggers of the user, while another soft delete runs.

use super::cascades::{BOTH, DELETE, RESTORE, ROWS};
use super::*;

/// Deletes project 20 when the row of a table changes or a statement changes it.
fn deletes_too(table: &str, when: &str, level: &str) -> String {
    format!(
        "CREATE OR REPLACE FUNCTION deletes_too() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
             IF pg_trigger_depth() = 1 THEN
                 UPDATE org_projects SET deleted_at = now() WHERE id = '{}' AND deleted_at IS NULL;
             END IF;
             RETURN NEW;
         END $$;
         CREATE OR REPLACE TRIGGER a_deletes_too {when} UPDATE ON {table} FOR EACH {level} EXECUTE FUNCTION deletes_too()",
        id(20)
    )
}

const TRIGGERS: [(&str, &str); 4] =
    [("BEFORE", "ROW"), ("AFTER", "ROW"), ("BEFORE", "STATEMENT"), ("AFTER", "STATEMENT")];

#[tokio::test]
async fn the_rows_of_the_statement_around_it_have_one_time() {
    for (when, level) in TRIGGERS {
        let mut work = Work::open().await;
        run(&mut work.admin, &deletes_too("org_projects", when, level)).await;
        work.run(ROWS).await.unwrap();
        let parts = "INSERT INTO org_projects (id, organization_id, parent_id) VALUES (#11, @, #10), (#12, @, #11)";
        work.run(parts).await.unwrap();
        work.run("UPDATE org_projects SET deleted_at = now() WHERE id IN (#10, #11, #12)").await.unwrap();
        assert_eq!(work.live("org_projects").await, "", "{when} {level}");
        let times = "SELECT count(DISTINCT deleted_at)::text FROM org_projects WHERE id <> #20";
        assert_eq!(work.text(times).await, "1", "{when} {level}");
        assert_eq!(work.text("SELECT coalesce(current_setting('peristyle.deleted_at', true), '')").await, "");
        // They come back together, and what the trigger deleted does not.
        run(&mut work.admin, "DROP TRIGGER a_deletes_too ON org_projects").await;
        work.run("UPDATE org_projects SET deleted_at = NULL WHERE id = #10").await.unwrap();
        assert_eq!(work.live("org_projects").await, "010,011,012", "{when} {level}");
        assert_eq!((work.live("org_tasks").await, work.live("org_vouchers").await), ("030".into(), "060".into()));
        work.run("UPDATE org_projects SET deleted_at = NULL WHERE id = #20").await.unwrap();
        assert_eq!(work.live("org_tasks").await, "030,031", "{when} {level}");
    }
}

/// The delete of the trigger completes with the statement around it, which has not followed all cascades before.
#[tokio::test]
async fn it_is_completed_with_the_statement_around_it() {
    for (when, level) in TRIGGERS {
        let mut work = Work::open().await;
        run(&mut work.admin, &deletes_too("org_tasks", when, level)).await;
        work.run(ROWS).await.unwrap();
        // The task is kept by its voucher, which goes with the project.
        let both = "WITH task AS (UPDATE org_tasks SET deleted_at = now() WHERE id = #30)
            UPDATE org_projects SET deleted_at = now() WHERE id = #10";
        work.run(both).await.unwrap_or_else(|error| panic!("{when} {level}: {error}"));
        let live = (work.live("org_projects").await, work.live("org_tasks").await, work.live("org_vouchers").await);
        assert_eq!(live, (String::new(), String::new(), String::new()), "{when} {level}");
        // It is refused with the statement, not at the end of the transaction.
        let mut work = Work::open().await;
        run(&mut work.admin, &deletes_too("org_tasks", when, level)).await;
        work.run(ROWS).await.unwrap();
        let rows = "INSERT INTO org_invoices (id, organization_id, project_id) VALUES (#70, @, #20);
            INSERT INTO org_tasks (id, organization_id, project_id) VALUES (#32, @, #10)";
        work.run(rows).await.unwrap();
        enter(&mut work.one, work.tenant).await;
        let sql = work.written("UPDATE org_tasks SET deleted_at = now() WHERE id = #32");
        let refusal = refusal(execute(&mut work.one, &sql).await);
        assert_eq!(refusal, refused("23001", "org_invoices", "org_invoices_organization_id_project_id_fkey"));
        run(&mut work.one, "ROLLBACK").await;
    }
}

/// A statement of a trigger over two tables is one delete too, whether another one fires the trigger or not.
#[tokio::test]
async fn a_statement_of_a_trigger_over_two_tables_has_one_time() {
    let delete = "UPDATE org_projects SET deleted_at = now() WHERE id = #20";
    for (table, event, fires) in [
        ("org_invoices", "INSERT", "INSERT INTO org_invoices (id, organization_id) VALUES (#70, @)"),
        ("org_projects", "UPDATE", delete),
    ] {
        for when in ["BEFORE", "AFTER"] {
            let mut work = Work::open().await;
            let both = work.written(BOTH);
            let trigger = format!(
                "CREATE FUNCTION deletes_both() RETURNS trigger LANGUAGE plpgsql AS $$
                 BEGIN
                     IF pg_trigger_depth() = 1 THEN {both}; END IF;
                     RETURN NEW;
                 END $$;
                 CREATE TRIGGER deletes_both {when} {event} ON {table} FOR EACH ROW EXECUTE FUNCTION deletes_both()"
            );
            run(&mut work.admin, &trigger).await;
            work.run(ROWS).await.unwrap();
            work.run(fires).await.unwrap_or_else(|error| panic!("{when} {event}: {error}"));
            assert_eq!(work.live("org_vouchers").await, "", "{when} {event}");
            let times = "SELECT count(DISTINCT deleted_at)::text FROM (SELECT deleted_at FROM org_projects WHERE id = #10
                UNION ALL SELECT deleted_at FROM org_tasks WHERE id = #30 UNION ALL SELECT deleted_at FROM org_vouchers) AS gone";
            assert_eq!(work.text(times).await, "1", "{when} {event}");
            assert_eq!(work.text("SELECT coalesce(current_setting('peristyle.deleted_at', true), '')").await, "");
            run(&mut work.admin, &format!("DROP TRIGGER deletes_both ON {table}")).await;
            work.run(RESTORE).await.unwrap_or_else(|error| panic!("{when} {event}: {error}"));
            assert_eq!(work.live("org_vouchers").await, "060", "{when} {event}");
            assert!(work.live("org_tasks").await.starts_with("030"), "{when} {event}");
        }
    }
}

/// The clock of the server is set back between BEGIN and the statement: all rows of the delete have one time all the same.
#[tokio::test]
async fn a_delete_after_the_clock_was_set_back_has_one_time() {
    for by in ["1 minute", "-1 minute"] {
        let mut work = Work::open().await;
        work.run(ROWS).await.unwrap();
        let clock = format!(
            "ALTER FUNCTION pg_catalog.clock_timestamp() RENAME TO clock_of_the_server;
             CREATE FUNCTION pg_catalog.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE
                 AS $$ SELECT pg_catalog.clock_of_the_server() - interval '{by}' $$"
        );
        run(&mut work.admin, &clock).await;
        work.run(DELETE).await.unwrap();
        let times = "SELECT count(DISTINCT deleted_at)::text FROM (SELECT deleted_at FROM org_projects WHERE id = #10
            UNION ALL SELECT deleted_at FROM org_tasks WHERE id = #30 UNION ALL SELECT deleted_at FROM org_vouchers) AS gone";
        assert_eq!(work.text(times).await, "1", "{by}");
        work.run(RESTORE).await.unwrap_or_else(|error| panic!("{by}: {error}"));
        assert_eq!((work.live("org_tasks").await, work.live("org_vouchers").await), ("030,031".into(), "060".into()));
    }
}
