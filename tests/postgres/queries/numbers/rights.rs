//! What changes, deletes or forges a number, by whom it is tried, and what the audit finds.

use std::time::Duration;

use peristyle::prelude::*;
use peristyle_test::server::{Role, Server};
use sqlx::{Connection, PgConnection};

use super::{admin, driver, invoice, numbers, open, sign_up};
use crate::accepted::numbers::*;

/// Whoever writes: the application has no right to, and the owner is refused by a trigger.
#[tokio::test]
async fn a_number_never_changes_and_is_not_deleted() {
    let (database, pool) = open(1).await;
    let tenant = sign_up(&pool).await;
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    let first = Invoice::insert(tenant, invoice(2026)).fetch_one(&mut tx).await.unwrap();
    Invoice::insert(tenant, invoice(2026)).execute(&mut tx).await.unwrap();
    Entry::insert(tenant, EntryInsert::new(100)).execute(&mut tx).await.unwrap();
    let changed = Invoice::update(tenant, first.id, InvoiceUpdate::new().customer("Grace"));
    assert_eq!(changed.fetch_one(&mut tx).await.unwrap().number, first.number);
    Invoice::delete(tenant, first.id).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    // A soft-deleted row keeps its number.
    assert_eq!(numbers(&pool, tenant).await, [1, 2]);
    for statement in [
        "UPDATE org_invoices SET number = 7",
        "UPDATE org_invoices SET year = 2030",
        "INSERT INTO org_invoices (organization_id, id, series, year, number, customer) SELECT id, gen_random_uuid(), 'A', 2026, 9, 'x' FROM organizations",
        "DELETE FROM org_invoices",
        "UPDATE org_invoices_number_counters SET number = 0",
        "INSERT INTO org_invoices_number_counters SELECT id, 'A', 2026, 0 FROM organizations",
        "DELETE FROM org_invoices_number_counters",
        "TRUNCATE org_invoices_number_counters",
    ] {
        let mut tx = pool.begin_tenant(tenant).await.unwrap();
        let refused = driver::query_in(&mut tx, statement).await;
        let refused = refused.unwrap_err();
        assert!(refused.contains("permission denied"), "{statement}: {refused}");
    }
    let admin = admin(&database);
    for (statement, message) in [
        ("UPDATE org_invoices SET number = 7 WHERE number = 1", "number of org_invoices never changes"),
        ("UPDATE org_invoices SET number = NULL", "number of org_invoices never changes"),
        ("UPDATE org_invoices SET series = 'B'", "number of org_invoices never changes"),
        ("UPDATE org_tickets SET number = number", ""),
        ("DELETE FROM org_invoices", "a row of org_invoices is not deleted: its number would be a gap"),
        ("SET session_replication_role = replica; DELETE FROM org_invoices", "its number would be a gap"),
    ] {
        let done = driver::query(&admin, statement).await;
        match message {
            "" => assert!(done.is_ok(), "{statement}"),
            _ => {
                let refused = done.unwrap_err();
                assert!(refused.contains(message), "{statement}: {refused}");
            }
        }
    }
}

/// What another tenant's numbers could tell or do.
#[tokio::test]
async fn a_counter_is_out_of_reach_of_another_tenant() {
    let (database, pool) = open(2).await;
    let (ours, theirs) = (sign_up(&pool).await, sign_up(&pool).await);
    let mut tx = pool.begin_tenant(theirs).await.unwrap();
    Ticket::insert_many(theirs, (0..5).map(|_| TicketInsert::new("x"))).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let (own, foreign) = (ours.id(), theirs.id());
    let row = |tenant| {
        format!("INSERT INTO org_tickets (organization_id, id, title) VALUES ('{tenant}', gen_random_uuid(), 'x')")
    };
    for (statement, message) in [
        (row(foreign), "row-level security"),
        (format!("SET LOCAL peristyle.numbers_org_tickets_number = '{{\"({foreign})\": 90}}'; {}", row(foreign)), "row-level security"),
        ("CREATE TRIGGER t BEFORE INSERT ON org_invoices FOR EACH ROW EXECUTE FUNCTION peristyle_org_tickets_number_take_number()".to_owned(), "permission denied"),
        ("SELECT 1 / has_function_privilege('peristyle_org_tickets_number_take_number()', 'EXECUTE')::integer".to_owned(), "division by zero"),
        ("SELECT 1 / has_function_privilege('peristyle_org_tickets_number_count_numbers()', 'EXECUTE')::integer".to_owned(), "division by zero"),
        ("SELECT peristyle_org_tickets_number_take_number()".to_owned(), "permission denied"),
    ] {
        let mut tx = pool.begin_tenant(ours).await.unwrap();
        let refused = driver::query_in(&mut tx, &statement).await.unwrap_err();
        assert!(refused.contains(message), "{statement}: {refused}");
    }
    // What the setting says in place of the counter is refused where numbers have no gaps, and concerns nobody else.
    let mut tx = pool.begin_tenant(ours).await.unwrap();
    let forged = format!("SET LOCAL peristyle.numbers_org_invoices_number = '{{\"({own},A,2026)\": 90}}'");
    driver::query_in(&mut tx, &forged).await.unwrap();
    let refused = Invoice::insert(ours, invoice(2026)).execute(&mut tx).await;
    assert!(format!("{refused:?}").contains("55000"), "{refused:?}");
    drop(tx);
    // The counter is under the row security of the tenant: also the owner sees its own only.
    let owner = driver::pool(driver::options(&database, Role::Owner), 1, Duration::from_secs(30));
    driver::query(&owner, &format!("SET peristyle.organization_id = '{own}'")).await.unwrap();
    let seen = driver::query(&owner, "SELECT count(*)::text FROM org_tickets_number_counters").await.unwrap();
    assert_eq!(seen, [Some("0".to_owned())]);
    // Without a tenant the row is refused, and the counter stays where it was.
    let app = driver::pool(driver::options(&database, Role::Application), 1, Duration::from_secs(30));
    assert!(driver::query(&app, &row(foreign)).await.is_err());
    let mut tx = pool.begin_tenant(theirs).await.unwrap();
    assert_eq!(Ticket::insert(theirs, TicketInsert::new("y")).fetch_one(&mut tx).await.unwrap().number, 6);
    tx.commit().await.unwrap();
    // A role that bypasses row security inserts rows of both, each numbered behind its own.
    let rows = "INSERT INTO org_tickets (organization_id, id, title) SELECT o.id, gen_random_uuid(), 'z' FROM organizations o, generate_series(1, 2) RETURNING organization_id::text || number";
    let mut numbered = driver::query(&admin(&database), rows).await.unwrap();
    numbered.sort_unstable();
    let mut expected =
        [(own, 1), (own, 2), (foreign, 7), (foreign, 8)].map(|(id, number)| Some(format!("{id}{number}")));
    expected.sort_unstable();
    assert_eq!(numbered, expected);
}

/// Example rows have numbers of the database, and the attack of peristyle-test tries the counters.
#[tokio::test]
async fn examples_and_attacks_know_numbers() {
    let db = peristyle_test::TestDatabase::new(&SCHEMA).await.unwrap();
    let report = db.attack(&SCHEMA).await.unwrap();
    assert!(report.attempts() > 150, "{}", report.attempts());
    for counters in ["org_tickets_number_counters", "billing.org_entries_line_counters"] {
        let db = peristyle_test::TestDatabase::new(&SCHEMA).await.unwrap();
        let broken = format!("ALTER POLICY tenant_isolation ON {counters} USING (true)");
        sqlx::raw_sql(sqlx::AssertSqlSafe(broken)).execute(&db.admin()).await.unwrap();
        let found = db.attack(&SCHEMA).await.unwrap().into_findings();
        assert!(found.iter().any(|one| one.attack == "read rows of the other tenant"), "{found:?}");
        assert!(found.iter().all(|one| one.table == counters), "{found:?}");
    }
}

/// The functions of numbers run as the owner of the tables, and are no finding of the audit as they are emitted.
#[tokio::test]
async fn the_audit_knows_the_functions_of_numbers() {
    let (database, _) = open(1).await;
    let server = Server::shared().await.unwrap();
    let mut owner = PgConnection::connect_with(&database.connect_options(Role::Owner)).await.unwrap();
    let application = server.role_name(Role::Application).to_owned();
    let found = peristyle::audit(&mut owner, &application).await.unwrap();
    assert!(found.iter().all(|finding| finding.waiver.is_some()), "{found:?}");
    for change in [
        "GRANT EXECUTE ON FUNCTION peristyle_org_tickets_number_take_number() TO PUBLIC",
        "ALTER FUNCTION peristyle_org_tickets_number_take_number() RESET search_path",
        "CREATE TRIGGER another BEFORE INSERT ON org_invoices FOR EACH ROW EXECUTE FUNCTION peristyle_org_tickets_number_take_number()",
        "CREATE OR REPLACE FUNCTION peristyle_org_tickets_number_take_number() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS 'BEGIN RETURN NEW; END'",
    ] {
        let mut transaction = owner.begin().await.unwrap();
        sqlx::raw_sql(sqlx::AssertSqlSafe(change)).execute(&mut *transaction).await.unwrap();
        let found = peristyle::audit(&mut *transaction, &application).await.unwrap();
        let is_it = |finding: &peristyle::audit::Finding| {
            finding.code == "L33" && finding.object == "peristyle_org_tickets_number_take_number"
        };
        assert!(found.iter().any(is_it), "{change}: {found:?}");
        transaction.rollback().await.unwrap();
    }
}

/// Each trigger that is dropped, and each right on the counters.
#[tokio::test]
async fn the_audit_finds_what_numbers_rows_no_more() {
    let (database, _) = open(1).await;
    let server = Server::shared().await.unwrap();
    let mut admin = PgConnection::connect_with(&database.connect_options(Role::Admin)).await.unwrap();
    let application = server.role_name(Role::Application).to_owned();
    let changes = [
        ("DROP TRIGGER peristyle_number_take ON org_invoices", "L60", "org_invoices"),
        ("DROP TRIGGER peristyle_number_end ON org_tickets", "L60", "org_tickets"),
        ("DROP TRIGGER peristyle_number_kept ON org_watchers", "L60", "org_watchers"),
        ("DROP TRIGGER peristyle_number_begin ON org_letters", "L60", "org_letters"),
        ("DROP TRIGGER peristyle_number_rows ON org_invoices", "L60", "org_invoices"),
        ("DROP TRIGGER peristyle_number_truncate ON billing.org_entries", "L60", "org_entries"),
        ("ALTER TABLE org_invoices DISABLE TRIGGER peristyle_number_rows", "L29", "org_invoices"),
        ("ALTER TABLE org_invoices ENABLE TRIGGER peristyle_number_truncate", "L29", "org_invoices"),
        ("ALTER TABLE billing.org_entries ENABLE TRIGGER peristyle_append_only", "L29", "org_entries"),
    ];
    let grant = format!("GRANT UPDATE (number) ON org_tickets_number_counters TO {application}");
    let grants = [(grant.as_str(), "L59", "org_tickets_number_counters")];
    for (change, code, object) in changes.into_iter().chain(grants) {
        let mut transaction = admin.begin().await.unwrap();
        sqlx::raw_sql(sqlx::AssertSqlSafe(change)).execute(&mut *transaction).await.unwrap();
        let found = peristyle::audit(&mut *transaction, &application).await.unwrap();
        let found: Vec<_> = found.into_iter().filter(|finding| finding.waiver.is_none()).collect();
        assert!(found.len() == 1 && (found[0].code, &*found[0].object) == (code, object), "{change}: {found:?}");
        assert_eq!(found[0].mend.is_none(), code == "L60");
        if let Some(mend) = &found[0].mend {
            sqlx::raw_sql(sqlx::AssertSqlSafe(mend.as_str())).execute(&mut *transaction).await.unwrap();
            let found = peristyle::audit(&mut *transaction, &application).await.unwrap();
            assert!(found.iter().all(|finding| finding.waiver.is_some()), "{found:?}");
        }
        transaction.rollback().await.unwrap();
    }
}

/// TRUNCATE by whoever may: numbers without gaps keep their rows, the others go on.
#[tokio::test]
async fn truncate_begins_no_numbers_anew() {
    let (database, pool) = open(1).await;
    let tenant = sign_up(&pool).await;
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    Invoice::insert(tenant, invoice(2026)).execute(&mut tx).await.unwrap();
    for title in ["a", "b"] {
        Ticket::insert(tenant, TicketInsert::new(title)).execute(&mut tx).await.unwrap();
    }
    tx.commit().await.unwrap();
    let admin = admin(&database);
    for statement in [
        "TRUNCATE org_invoices",
        "TRUNCATE organizations CASCADE",
        "SET session_replication_role = replica; TRUNCATE org_invoices",
    ] {
        let refused = driver::query(&admin, statement).await.unwrap_err();
        let expected = "is not deleted: its ";
        assert!(refused.contains(expected) && refused.ends_with(" would be a gap"), "{statement}: {refused}");
    }
    driver::query(&admin, "RESET session_replication_role; TRUNCATE org_tickets CASCADE").await.unwrap();
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    assert_eq!(Ticket::insert(tenant, TicketInsert::new("c")).fetch_one(&mut tx).await.unwrap().number, 3);
    tx.commit().await.unwrap();
}
