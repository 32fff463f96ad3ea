//! Numbers per tenant: each once, in the order of the commits, and none left out where that is asked for.

mod rights;

use std::time::Duration;

use peristyle::prelude::*;
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Database, Role, Server};
use sqlx::{Connection, PgConnection};

use super::{Pool, driver};
use crate::accepted::numbers::*;

async fn open(connections: u32) -> (Database, Pool) {
    let server = Server::shared().await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
    let template = server.template("numbers", &ddl::sql(&SCHEMA, &options).unwrap()).await.unwrap();
    let database = server.database(&template).await.unwrap();
    let pool = super::pool(&database, connections);
    (database, pool)
}

async fn sign_up(pool: &Pool) -> Tenant<Organization> {
    let insert = OrganizationInsert::new();
    let tenant = Tenant::<Organization>::new(insert.id());
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    Organization::insert(tenant, insert).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    tenant
}

fn admin(database: &Database) -> Pool {
    driver::pool(driver::options(database, Role::Admin), 1, Duration::from_secs(30))
}

fn invoice(year: i32) -> InvoiceInsert {
    InvoiceInsert::new("A", year, "Ada")
}

async fn numbers(pool: &Pool, tenant: Tenant<Organization>) -> Vec<i64> {
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    let rows = Invoice::select(tenant).with_deleted().order_by(Invoice::NUMBER.asc()).limit(10_000);
    rows.fetch_all(&mut tx).await.unwrap().into_iter().map(|row| row.number.0).collect()
}

#[tokio::test]
async fn each_tenant_series_and_year_counts_from_one() {
    let (_database, pool) = open(1).await;
    let (ours, theirs) = (sign_up(&pool).await, sign_up(&pool).await);
    let mut labels = Vec::new();
    for (tenant, series, year) in [
        (ours, "A", 2026),
        (ours, "A", 2026),
        (ours, "B", 2026),
        (theirs, "A", 2026),
        (ours, "A", 2027),
        (ours, "A", 2026),
    ] {
        let mut tx = pool.begin_tenant(tenant).await.unwrap();
        let insert = InvoiceInsert::new(series, year, "Ada");
        labels.push(Invoice::insert(tenant, insert).fetch_one(&mut tx).await.unwrap().label);
        tx.commit().await.unwrap();
    }
    assert_eq!(labels, ["A-2026-0001", "A-2026-0002", "B-2026-0001", "A-2026-0001", "A-2027-0001", "A-2026-0003"]);
    let mut tx = pool.begin_tenant(ours).await.unwrap();
    let found = Invoice::find_by_series_and_year_and_number(ours, "A", 2026, InvoiceNumber(3));
    assert_eq!(found.fetch_one(&mut tx).await.unwrap().label, "A-2026-0003");
}

/// Each inserts, and half of them roll back: the numbers that they had go to others.
#[tokio::test]
async fn thirty_two_writers_leave_no_gap() {
    const WRITERS: usize = 32;
    const ROWS: usize = 6;
    let (_database, pool) = open(WRITERS as u32).await;
    let tenant = sign_up(&pool).await;
    let write = |writer: usize| {
        let pool = pool.clone();
        async move {
            let mut committed = Vec::new();
            for row in 0..ROWS {
                let mut tx = pool.begin_tenant(tenant).await.unwrap();
                let many = (0..1 + (writer + row) % 3).map(|_| invoice(2026));
                let rows = Invoice::insert_many(tenant, many).fetch_all(&mut tx).await.unwrap();
                if (writer + row).is_multiple_of(2) {
                    tx.commit().await.unwrap();
                    committed.extend(rows.into_iter().map(|row| row.number.0));
                } else {
                    tx.rollback().await.unwrap();
                }
            }
            committed
        }
    };
    let writers: Vec<_> = (0..WRITERS).map(|writer| tokio::spawn(write(writer))).collect();
    let mut taken = Vec::new();
    for writer in writers {
        let own = writer.await.unwrap();
        // A writer has its later numbers from later transactions.
        assert!(own.is_sorted(), "{own:?}");
        taken.extend(own);
    }
    taken.sort_unstable();
    let all: Vec<i64> = (1..).take(taken.len()).collect();
    assert!(taken.len() > 150);
    assert_eq!(taken, all);
    assert_eq!(numbers(&pool, tenant).await, all);
}

/// The second one waits until the first one has committed, so that numbers are in the order of the commits.
#[tokio::test]
async fn a_number_waits_for_the_transaction_before_it() {
    let (_database, pool) = open(3).await;
    let (tenant, other) = (sign_up(&pool).await, sign_up(&pool).await);
    let mut first = pool.begin_tenant(tenant).await.unwrap();
    let one = Invoice::insert(tenant, invoice(2026)).fetch_one(&mut first).await.unwrap();
    let second = tokio::spawn({
        let pool = pool.clone();
        async move {
            let mut tx = pool.begin_tenant(tenant).await.unwrap();
            let two = Invoice::insert(tenant, invoice(2026)).fetch_one(&mut tx).await.unwrap();
            tx.commit().await.unwrap();
            two.number.0
        }
    });
    // Another tenant, and another year, do not wait.
    let mut tx = pool.begin_tenant(other).await.unwrap();
    assert_eq!(Invoice::insert(other, invoice(2026)).fetch_one(&mut tx).await.unwrap().number.0, 1);
    tx.commit().await.unwrap();
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    assert_eq!(Invoice::insert(tenant, invoice(2027)).fetch_one(&mut tx).await.unwrap().number.0, 1);
    tx.commit().await.unwrap();
    assert!(!second.is_finished());
    assert_eq!(one.number.0, 1);
    first.rollback().await.unwrap();
    assert_eq!(second.await.unwrap(), 1, "the number that was rolled back is given again");
}

#[tokio::test]
async fn rows_of_a_batch_are_numbered_in_their_order() {
    let (_database, pool) = open(1).await;
    let tenant = sign_up(&pool).await;
    for (rows, first) in [(1_000, 1), (1, 1_001), (1_000, 1_002)] {
        let mut tx = pool.begin_tenant(tenant).await.unwrap();
        let inserts: Vec<_> = (0..rows).map(|row| TicketInsert::new(format!("{row}"))).collect();
        let tickets = Ticket::insert_many(tenant, inserts).fetch_all(&mut tx).await.unwrap();
        assert_eq!(tickets.len(), rows as usize);
        for (row, ticket) in (0..).zip(&tickets) {
            assert_eq!((ticket.number, ticket.title.as_str()), (first + row, row.to_string().as_str()));
        }
        tx.commit().await.unwrap();
    }
}

/// Two statements of a transaction, a savepoint that is rolled back, and two years in one statement.
#[tokio::test]
async fn numbers_go_on_within_a_transaction() {
    let (_database, pool) = open(1).await;
    let tenant = sign_up(&pool).await;
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    let of = |rows: Vec<Invoice>| rows.into_iter().map(|row| row.number.0).collect::<Vec<_>>();
    let years = [2026, 2027, 2026, 2027, 2026].map(invoice);
    assert_eq!(of(Invoice::insert_many(tenant, years).fetch_all(&mut tx).await.unwrap()), [1, 1, 2, 2, 3]);
    assert_eq!(of(vec![Invoice::insert(tenant, invoice(2026)).fetch_one(&mut tx).await.unwrap()]), [4]);
    let mut savepoint = tx.savepoint().await.unwrap();
    let two = Invoice::insert_many(tenant, [2026, 2026].map(invoice)).fetch_all(&mut savepoint).await.unwrap();
    assert_eq!(of(two), [5, 6]);
    savepoint.rollback().await.unwrap();
    assert_eq!(of(vec![Invoice::insert(tenant, invoice(2026)).fetch_one(&mut tx).await.unwrap()]), [5]);
    // A statement that fails takes its numbers back too.
    let mut savepoint = tx.savepoint().await.unwrap();
    let long = InvoiceInsert::new("a series that is too long", 2026, "Ada");
    assert!(Invoice::insert_many(tenant, [invoice(2026), long]).fetch_all(&mut savepoint).await.is_err());
    savepoint.rollback().await.unwrap();
    assert_eq!(of(vec![Invoice::insert(tenant, invoice(2026)).fetch_one(&mut tx).await.unwrap()]), [6]);
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn an_upsert_takes_no_number_for_a_row_that_is_there() {
    let (_database, pool) = open(1).await;
    let tenant = sign_up(&pool).await;
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    let first = Invoice::insert(tenant, invoice(2026)).fetch_one(&mut tx).await.unwrap();
    for _ in 0..3 {
        let again = || Invoice::insert(tenant, invoice(2026).with_id(first.id)).on_key_conflict();
        assert!(!again().do_nothing().execute(&mut tx).await.unwrap());
        let same = again().do_update().fetch_one(&mut tx).await.unwrap();
        assert_eq!((same.id, same.number), (first.id, first.number));
    }
    let second = Invoice::insert(tenant, invoice(2026)).fetch_one(&mut tx).await.unwrap();
    assert_eq!(second.number.0, 2);
    // Behind the rows that are inserted nothing is lost, between them a number would be.
    let behind = [invoice(2026), invoice(2026).with_id(first.id)];
    let inserted = Invoice::insert_many(tenant, behind).on_key_conflict().do_nothing().execute(&mut tx).await.unwrap();
    assert_eq!(inserted, 1);
    let mut savepoint = tx.savepoint().await.unwrap();
    let between = [invoice(2026).with_id(first.id), invoice(2026)];
    let refused = Invoice::insert_many(tenant, between).on_key_conflict().do_nothing().execute(&mut savepoint).await;
    let refused = format!("{:?}", refused.unwrap_err());
    assert!(refused.contains("55000"), "{refused}");
    savepoint.rollback().await.unwrap();
    assert_eq!(Invoice::insert(tenant, invoice(2026)).fetch_one(&mut tx).await.unwrap().number.0, 4);
    // Where gaps are allowed, it is one.
    let ticket = Ticket::insert(tenant, TicketInsert::new("a")).fetch_one(&mut tx).await.unwrap();
    let between = [TicketInsert::new("b").with_id(ticket.id), TicketInsert::new("c")];
    let rows = Ticket::insert_many(tenant, between).on_key_conflict().do_nothing().fetch_all(&mut tx).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [3]);
    tx.commit().await.unwrap();
    assert_eq!(numbers(&pool, tenant).await, [1, 2, 3, 4]);
}

/// Rows that say their number, as an import does: the counter goes on behind them.
#[tokio::test]
async fn an_import_states_numbers() {
    let (database, pool) = open(1).await;
    let tenant = sign_up(&pool).await;
    let admin = admin(&database);
    let id = tenant.id();
    let rows = "INSERT INTO org_invoices (organization_id, id, series, year, number, customer) SELECT id, gen_random_uuid(), 'A', 2026, number, 'x' FROM organizations, unnest(ARRAY[3, 1, 2]) AS number";
    driver::query(&admin, rows).await.unwrap();
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    assert_eq!(Invoice::insert(tenant, invoice(2026)).fetch_one(&mut tx).await.unwrap().number.0, 4);
    tx.commit().await.unwrap();
    let copied = format!(
        "COPY org_tickets (organization_id, id, title) FROM PROGRAM 'printf \"{id}\\t{}\\ta\\n{id}\\t{}\\tb\\n\"'",
        uuid::Uuid::now_v7(),
        uuid::Uuid::now_v7()
    );
    driver::query(&admin, &copied).await.unwrap();
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    assert_eq!(Ticket::insert(tenant, TicketInsert::new("c")).fetch_one(&mut tx).await.unwrap().number, 3);
}

#[tokio::test]
async fn rows_of_partitions_and_junctions_are_numbered() {
    let (database, pool) = open(1).await;
    let tenant = sign_up(&pool).await;
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    let letters = [2026, 2030, 2026].map(LetterInsert::new);
    let rows = Letter::insert_many(tenant, letters).fetch_all(&mut tx).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 1, 2]);
    let entry = Entry::insert(tenant, EntryInsert::new(1)).fetch_one(&mut tx).await.unwrap();
    let next = Entry::insert(tenant, EntryInsert::new(1)).fetch_one(&mut tx).await.unwrap();
    assert_eq!((entry.line, next.line), (1, 2));
    let mut orders = Vec::new();
    for title in ["a", "b"] {
        let ticket = Ticket::insert(tenant, TicketInsert::new(title)).fetch_one(&mut tx).await.unwrap();
        for entry in [&entry, &next] {
            let watcher = WatcherInsert::new(ticket.id, entry.id);
            orders.push(Watcher::insert(tenant, watcher).fetch_one(&mut tx).await.unwrap().order);
        }
    }
    assert_eq!(orders, [1, 2, 1, 2]);
    tx.commit().await.unwrap();
    // A statement that names a partition fires no statement trigger of its parent.
    let admin = admin(&database);
    let rows = "INSERT INTO org_letters_2026 (organization_id, id, year) SELECT id, gen_random_uuid(), 2026 FROM organizations, generate_series(1, 3)";
    driver::query(&admin, rows).await.unwrap();
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    assert_eq!(Letter::insert(tenant, LetterInsert::new(2026)).fetch_one(&mut tx).await.unwrap().number, 6);
}

/// What a file of `pg_dump --data-only` does: it has the rows of a table before its counters, and stops no trigger unless `--disable-triggers` asks for it.
#[tokio::test]
async fn data_is_restored_with_the_triggers_disabled() {
    let (source, pool) = open(1).await;
    let tenant = sign_up(&pool).await;
    let mut tx = pool.begin_tenant(tenant).await.unwrap();
    Invoice::insert(tenant, invoice(2026)).execute(&mut tx).await.unwrap();
    let ids = ["a", "b", "c"].map(TicketInsert::new).map(|insert| (insert.id(), insert));
    let last = ids[2].0;
    for (_, insert) in ids {
        Ticket::insert(tenant, insert).execute(&mut tx).await.unwrap();
    }
    Ticket::delete(tenant, last).execute(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    let dumped = admin(&source);
    let folder = driver::query(&dumped, "SELECT current_setting('data_directory')").await.unwrap();
    let file = |table: &str| format!("'{}/{}_{table}'", folder[0].as_deref().unwrap(), source.name());
    let tables = [
        ("org_invoices", "organization_id, id, series, year, number, customer"),
        ("org_invoices_number_counters", "organization_id, series, year, number"),
        ("org_tickets", "organization_id, id, number, title"),
        ("org_tickets_number_counters", "organization_id, number"),
        ("organizations", "id"),
    ];
    for (table, columns) in tables {
        let copy = format!("COPY {table} ({columns}) TO {}", file(table));
        driver::query(&dumped, &copy).await.unwrap();
    }
    let server = Server::shared().await.unwrap();
    for disables in [false, true] {
        let (database, pool) = open(1).await;
        let restored = admin(&database);
        let mut refused = Vec::new();
        // Without them disabled references have to be in order.
        let order = if disables { [0, 1, 2, 3, 4] } else { [4, 0, 1, 2, 3] };
        for (table, columns) in order.map(|place| tables[place]) {
            let mut statements = vec![format!("COPY {table} ({columns}) FROM {}", file(table))];
            if disables {
                statements.insert(0, format!("ALTER TABLE {table} DISABLE TRIGGER ALL"));
                statements.push(format!("ALTER TABLE {table} ENABLE TRIGGER ALL"));
            }
            for statement in statements {
                refused.extend(driver::query(&restored, &statement).await.err());
            }
        }
        let mut tx = pool.begin_tenant(tenant).await.unwrap();
        let next = Ticket::insert(tenant, TicketInsert::new("d")).fetch_one(&mut tx).await.unwrap().number;
        let invoice = Invoice::insert(tenant, invoice(2026)).fetch_one(&mut tx).await.unwrap().number.0;
        tx.commit().await.unwrap();
        if !disables {
            // The rows have moved the counters already, and a number that no row has is given again.
            assert!(refused.len() == 2 && refused.iter().all(|one| one.contains("_counters_pkey")), "{refused:?}");
            assert_eq!((next, invoice), (3, 2));
            continue;
        }
        assert_eq!((refused, next, invoice), (vec![], 4, 2));
        // ENABLE TRIGGER ALL leaves no trigger that fires always.
        let mut connection = PgConnection::connect_with(&database.connect_options(Role::Admin)).await.unwrap();
        let application = server.role_name(Role::Application).to_owned();
        let found = peristyle::audit(&mut connection, &application).await.unwrap();
        let found: Vec<_> = found.into_iter().filter(|finding| finding.waiver.is_none()).collect();
        assert!(
            found.iter().map(|finding| (finding.code, &*finding.object)).eq([("L29", "org_invoices")]),
            "{found:?}"
        );
        let mend = found[0].mend.clone().unwrap();
        driver::query(&restored, &mend).await.unwrap();
        let found = peristyle::audit(&mut connection, &application).await.unwrap();
        assert!(found.iter().all(|finding| finding.waiver.is_some()), "{found:?}");
        let deletes = "SET session_replication_role = replica; DELETE FROM org_invoices";
        assert!(driver::query(&restored, deletes).await.unwrap_err().contains("its number would be a gap"));
    }
}
