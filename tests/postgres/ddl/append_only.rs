//! T04: no writer changes, deletes or truncates rows of an append-only table.

use peristyle::prelude::*;

use super::*;

/// Whoever pays.
#[table(name = "organizations", tenant_root, waive(soft_delete = "an account is erased"))]
pub struct Organization {
    pub id: Id<Organization>,
}

/// What was ordered.
#[table(name = "org_orders", tenant = Organization, primary_key = "id", waive(soft_delete = "an order is erased"))]
pub struct Order {
    pub id: Id<Order>,
    pub organization_id: Id<Organization>,
}

/// A page of the shop.
#[table(name = "pages", unique(code), waive(soft_delete = "a page is erased"))]
pub struct Page {
    pub id: Id<Page>,
    pub code: i64,
}

/// Who came by.
#[table(name = "visits", append_only)]
pub struct Visit {
    pub id: Id<Visit>,
    #[column(on_delete = restrict, why = "a visit keeps its page")]
    pub page_id: Option<Id<Page>>,
    #[column(references = Page::CODE, on_delete = restrict, on_update = restrict, why = "a visit keeps its page")]
    pub code: Option<i64>,
}

/// What an account was charged for.
#[table(name = "org_charges", tenant = Organization, append_only)]
pub struct Charge {
    pub id: Id<Charge>,
    pub organization_id: Id<Organization>,
    #[column(on_delete = restrict, why = "a charge keeps its order")]
    pub order_id: Option<Id<Order>>,
}

/// What was measured, by the day.
#[table(
    name = "readings",
    append_only,
    partition(range(day), child("readings_2026", from = "2026-01-01", to = "2027-01-01")),
    waive(primary_key = "only the application makes ids")
)]
pub struct Reading {
    pub id: Id<Reading>,
    pub day: chrono::NaiveDate,
}

schema! { pub KEPT = [Organization, Order, Page, Visit, Charge, Reading] }

const ROOT: &str = "0190b0a0-0000-7000-8000-000000000001";

/// Rows of every table, as a superuser, whom no policy hides them from.
async fn open() -> (PgConnection, Database) {
    let (mut owner, database) = Shop::with(&KEPT).await;
    // Left by a migration: the emitted bounds end with the year.
    run(
        &mut owner,
        "CREATE TABLE readings_2027 PARTITION OF readings FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
    )
    .await;
    run(&mut owner, "CREATE TABLE later (LIKE readings INCLUDING ALL)").await;
    run(&mut owner, "ALTER TABLE readings ATTACH PARTITION later FOR VALUES FROM ('2028-01-01') TO ('2029-01-01')")
        .await;
    let mut admin = connect(&database, Role::Admin).await;
    let rows = format!(
        "INSERT INTO organizations (id) VALUES ('{ROOT}');
         INSERT INTO org_orders (id, organization_id) VALUES ('{ROOT}', '{ROOT}');
         INSERT INTO pages (id, code) VALUES ('{ROOT}', 1);
         INSERT INTO visits (id, page_id, code) VALUES ('{ROOT}', '{ROOT}', 1);
         INSERT INTO org_charges (id, organization_id, order_id) VALUES ('{ROOT}', '{ROOT}', '{ROOT}');
         INSERT INTO readings (id, day) SELECT '{ROOT}', day::date
             FROM unnest('{{2026-05-01, 2027-05-01, 2028-05-01}}'::text[]) AS day"
    );
    run(&mut admin, &rows).await;
    (admin, database)
}

async fn rows(admin: &mut PgConnection) -> Vec<String> {
    let all = "SELECT visits::text FROM visits UNION ALL SELECT org_charges::text FROM org_charges
        UNION ALL SELECT readings::text FROM readings ORDER BY 1";
    texts(admin, all).await
}

/// Statements that write to the tables themselves.
const DIRECT: &[&str] = &[
    "UPDATE visits SET page_id = NULL",
    "UPDATE visits SET page_id = NULL WHERE false",
    "DELETE FROM visits",
    "TRUNCATE visits",
    "TRUNCATE pages, visits",
    "TRUNCATE pages CASCADE",
    "TRUNCATE organizations CASCADE",
    "WITH gone AS (DELETE FROM visits RETURNING *) SELECT * FROM gone",
    "INSERT INTO visits (id) SELECT id FROM visits ON CONFLICT (id) DO UPDATE SET page_id = NULL",
    "MERGE INTO visits USING pages ON pages.id = page_id WHEN MATCHED THEN DELETE",
    "MERGE INTO visits USING pages ON pages.id = page_id WHEN MATCHED THEN UPDATE SET page_id = NULL",
    "DO $$ BEGIN DELETE FROM visits; END $$",
    "UPDATE org_charges SET order_id = NULL",
    "DELETE FROM org_charges",
    "UPDATE readings SET day = '2027-02-01'",
    "DELETE FROM readings",
    "TRUNCATE readings",
    "UPDATE readings_2026 SET id = gen_random_uuid()",
    "DELETE FROM readings_2026",
    "TRUNCATE readings_2026",
    // Partitions of later: PostgreSQL gives them the row trigger.
    "UPDATE readings_2027 SET id = gen_random_uuid()",
    "DELETE FROM readings_2027",
    "UPDATE later SET id = gen_random_uuid()",
    "DELETE FROM later",
];

/// What is set up first, and the statement on another table that then writes to them.
const INDIRECT: &[(&str, &str)] = &[
    (REWRITTEN_ON_DELETE_CASCADE, "DELETE FROM pages"),
    (REWRITTEN_ON_DELETE_SET_NULL, "DELETE FROM pages"),
    (
        "ALTER TABLE visits DROP CONSTRAINT visits_code_fkey, DROP CONSTRAINT visits_page_id_fkey, ALTER page_id SET DEFAULT NULL,
             ADD FOREIGN KEY (page_id) REFERENCES pages ON DELETE SET DEFAULT",
        "DELETE FROM pages",
    ),
    (
        "ALTER TABLE visits DROP CONSTRAINT visits_code_fkey, ADD FOREIGN KEY (code) REFERENCES pages (code) ON UPDATE CASCADE",
        "UPDATE pages SET code = 2",
    ),
    (
        "ALTER TABLE visits DROP CONSTRAINT visits_code_fkey, ADD FOREIGN KEY (code) REFERENCES pages (code) ON UPDATE SET NULL",
        "UPDATE pages SET code = 2",
    ),
    (
        "ALTER TABLE org_charges DROP CONSTRAINT org_charges_organization_id_fkey, DROP CONSTRAINT org_charges_organization_id_order_id_fkey,
             ADD FOREIGN KEY (organization_id) REFERENCES organizations ON DELETE CASCADE",
        "DELETE FROM organizations",
    ),
    // Two levels: the account takes its orders along, and an order its charges.
    (
        "ALTER TABLE org_charges DROP CONSTRAINT org_charges_organization_id_fkey, DROP CONSTRAINT org_charges_organization_id_order_id_fkey,
             ADD FOREIGN KEY (order_id) REFERENCES org_orders ON DELETE CASCADE",
        "DELETE FROM organizations",
    ),
    (FUNCTION, "INSERT INTO pages (id, code) VALUES (gen_random_uuid(), 2)"),
    (FUNCTION, "UPDATE pages SET updated_at = now()"),
    ("CREATE RULE also AS ON UPDATE TO org_orders DO ALSO DELETE FROM visits", "UPDATE org_orders SET updated_at = now()"),
    ("CREATE VIEW seen AS SELECT * FROM visits", "UPDATE seen SET page_id = NULL"),
    ("CREATE VIEW seen AS SELECT * FROM visits", "DELETE FROM seen"),
    (
        "CREATE FUNCTION clean() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'DELETE FROM visits'",
        "SELECT clean()",
    ),
];

const REWRITTEN_ON_DELETE_CASCADE: &str = "ALTER TABLE visits DROP CONSTRAINT visits_code_fkey,
    DROP CONSTRAINT visits_page_id_fkey, ADD FOREIGN KEY (page_id) REFERENCES pages ON DELETE CASCADE";
const REWRITTEN_ON_DELETE_SET_NULL: &str = "ALTER TABLE visits DROP CONSTRAINT visits_code_fkey,
    DROP CONSTRAINT visits_page_id_fkey, ADD FOREIGN KEY (page_id) REFERENCES pages ON DELETE SET NULL";
const FUNCTION: &str = "
    CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN DELETE FROM visits; RETURN NULL; END';
    CREATE TRIGGER forget AFTER INSERT OR UPDATE ON pages FOR EACH ROW EXECUTE FUNCTION forget()";

#[tokio::test]
async fn neither_owner_nor_superuser_writes_to_it() {
    let (mut admin, database) = open().await;
    let kept = rows(&mut admin).await;
    let mut owner = connect(&database, Role::Owner).await;
    for (connection, setting) in [
        (&mut owner, format!("BEGIN; SET LOCAL peristyle.organization_id = '{ROOT}'")),
        (&mut admin, "BEGIN".to_owned()),
        // It switches references and plain triggers off.
        (&mut connect(&database, Role::Admin).await, "BEGIN; SET LOCAL session_replication_role = replica".to_owned()),
    ] {
        run(connection, &setting).await;
        for change in DIRECT {
            assert_eq!(refused(connection, change).await.0, "42501", "{setting}: {change}");
        }
        run(connection, "ROLLBACK").await;
    }
    assert_eq!(rows(&mut admin).await, kept);
}

#[tokio::test]
async fn nothing_on_another_table_writes_to_it() {
    let (mut admin, _database) = open().await;
    let kept = rows(&mut admin).await;
    for (set_up, change) in INDIRECT {
        run(&mut admin, &format!("BEGIN; {set_up}")).await;
        assert_eq!(refused(&mut admin, change).await.0, "42501", "{set_up}: {change}");
        run(&mut admin, "ROLLBACK").await;
    }
    assert_eq!(rows(&mut admin).await, kept);
}

/// As it is emitted, a row that an append-only one refers to cannot be deleted, from whatever table the delete comes.
#[tokio::test]
async fn what_it_refers_to_is_kept() {
    let (mut admin, _database) = open().await;
    run(&mut admin, "BEGIN").await;
    for (change, constraint) in [
        ("DELETE FROM pages", "visits_page_id_fkey"),
        ("UPDATE pages SET code = 2", "visits_code_fkey"),
        ("DELETE FROM org_orders", "org_charges_organization_id_order_id_fkey"),
    ] {
        assert_eq!(refused(&mut admin, change).await.1, constraint, "{change}");
    }
    // 18 has a code of its own for RESTRICT.
    assert!(["23503", "23001"].contains(&refused(&mut admin, "DELETE FROM organizations").await.0.as_str()));
}

/// What the page of T04 says is not stopped.
#[tokio::test]
async fn a_change_of_the_schema_is_not_stopped() {
    let (mut admin, _database) = open().await;
    run(&mut admin, "BEGIN; ALTER TABLE visits DISABLE TRIGGER peristyle_append_only").await;
    assert_eq!(run(&mut admin, "DELETE FROM visits").await, 1);
}

/// A partition of later has the trigger of rows, and no trigger of statements until the statement of the audit is run.
#[tokio::test]
async fn the_audit_finds_partitions_that_can_be_truncated() {
    let (mut admin, _database) = open().await;
    run(&mut admin, "BEGIN").await;
    let role = Server::shared().await.unwrap().role_name(Role::Application);
    let missing = async |admin: &mut PgConnection| {
        let found = peristyle::audit(&mut *admin, role).await.unwrap();
        found.into_iter().filter(|finding| finding.code == "L60").collect::<Vec<_>>()
    };
    let found = missing(&mut admin).await;
    assert_eq!(found.iter().map(|finding| finding.object.as_str()).collect::<Vec<_>>(), ["later", "readings_2027"]);
    for finding in found {
        assert!(finding.text.contains("TRUNCATE deletes rows that are kept"), "{finding}");
        run(&mut admin, &finding.mend.unwrap()).await;
    }
    assert_eq!(missing(&mut admin).await, []);
    assert_eq!(refused(&mut admin, "TRUNCATE readings_2027").await.0, "42501");
}
