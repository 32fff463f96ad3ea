//! P07: a policy of the user only narrows what the policy of the tenant shows, and tells nothing of rows of other tenants.

use peristyle::prelude::*;

use super::*;

/// Whoever pays.
#[table(name = "organizations", tenant_root, waive(soft_delete = "an account is erased"))]
pub struct Organization {
    pub id: Id<Organization>,
}

/// A note. The condition reads what is in it, by a function and by a cast that some texts do not take.
#[table(
    name = "org_notes",
    tenant = Organization,
    policy(name = "short_notes", command = select, restrictive, using = "told(body) AND length(body) < 9"),
    policy(name = "numbers", command = delete, restrictive, using = "body::integer > 0", why = "other notes stay"),
    policy(name = "lower_notes", command = insert, restrictive, with_check = "body = lower(body)"),
    waive(soft_delete = "a note is erased")
)]
pub struct Note {
    pub id: Id<Note>,
    pub organization_id: Id<Organization>,
    pub body: String,
}

/// A visit, by the year.
#[table(
    name = "org_visits",
    tenant = Organization,
    partition(range(day), child("org_visits_2026", from = "2026-01-01", to = "2027-01-01")),
    policy(name = "recent_visits", restrictive, using = "day > '2026-05-01'"),
    waive(soft_delete = "a visit is erased", primary_key = "only the application makes ids")
)]
pub struct Visit {
    pub id: Id<Visit>,
    pub organization_id: Id<Organization>,
    pub day: chrono::NaiveDate,
}

/// A notice, which everybody reads and its author changes.
#[table(
    name = "notices",
    row_security = forced,
    policy(name = "everyone", command = select, using = "true"),
    policy(name = "own", using = "author = (SELECT current_user)", with_check = "author = (SELECT current_user)"),
    statistics(author, body),
    statistics(author, body, kinds(mcv, ndistinct), name = "notices_of_authors", why = "most authors repeat themselves"),
    statistics(sql("lower(body)"))
)]
pub struct Notice {
    pub id: Id<Notice>,
    pub author: String,
    pub body: String,
}

schema! {
    pub NARROWED = [Organization, Note, Visit, Notice];
    sql_after(
        name = "told",
        sql = "CREATE FUNCTION told(body text) RETURNS boolean LANGUAGE plpgsql COST 0.0001
            AS $$ BEGIN INSERT INTO heard VALUES (body); RETURN true; END $$;
            CREATE TABLE heard (body text)"
    );
}

/// Two tenants with a note each; the text of the second is no number.
async fn open() -> (PgConnection, Database, Uuid) {
    let (owner, database) = Shop::with(&NARROWED).await;
    let (one, other) = (Uuid::now_v7(), Uuid::now_v7());
    let mut admin = connect(&database, Role::Admin).await;
    let rows = format!(
        "INSERT INTO organizations (id) VALUES ('{one}'), ('{other}');
         INSERT INTO org_notes (id, organization_id, body) VALUES (gen_random_uuid(), '{one}', '1'),
            (gen_random_uuid(), '{one}', '1000000000'), (gen_random_uuid(), '{other}', 'secret');
         INSERT INTO org_visits (id, organization_id, day) VALUES (gen_random_uuid(), '{one}', '2026-02-01'), (gen_random_uuid(), '{one}', '2026-06-01'),
            (gen_random_uuid(), '{other}', '2026-06-01')"
    );
    run(&mut admin, &rows).await;
    (owner, database, one)
}

#[tokio::test]
async fn a_condition_reads_no_row_of_another_tenant() {
    let (mut owner, database, one) = open().await;
    enter(&mut owner, one).await;
    // A sequential scan evaluates the condition for each row that it has not refused before.
    run(&mut owner, "SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off").await;
    assert_eq!(texts(&mut owner, "SELECT body FROM org_notes").await, ["1"]);
    // Without the comparison with the tenant in front, the cast of the other tenant's text would be an error that contains it.
    assert_eq!(run(&mut owner, "DELETE FROM org_notes").await, 2);
    run(&mut owner, "COMMIT").await;
    let mut admin = connect(&database, Role::Admin).await;
    assert!(texts(&mut admin, "SELECT body FROM heard WHERE body = 'secret'").await.is_empty());
    assert!(!texts(&mut admin, "SELECT body FROM heard").await.is_empty());
}

/// What the emitted form is for: the same condition without it.
#[tokio::test]
async fn a_restrictive_policy_of_another_hand_reads_rows_of_other_tenants() {
    let (mut owner, database, one) = open().await;
    run(&mut owner, "DROP POLICY short_notes ON org_notes; CREATE POLICY short_notes ON org_notes AS RESTRICTIVE USING (told(body))").await;
    enter(&mut owner, one).await;
    run(&mut owner, "SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off").await;
    assert_eq!(texts(&mut owner, "SELECT body FROM org_notes").await.len(), 2);
    run(&mut owner, "COMMIT").await;
    let mut admin = connect(&database, Role::Admin).await;
    assert_eq!(texts(&mut admin, "SELECT DISTINCT body FROM heard WHERE body = 'secret'").await, ["secret"]);
}

#[tokio::test]
async fn a_policy_narrows_writes_and_partitions() {
    let (mut owner, _database, one) = open().await;
    enter(&mut owner, one).await;
    let insert = |body: &str| {
        format!("INSERT INTO org_notes (id, organization_id, body) VALUES (gen_random_uuid(), '{one}', '{body}')")
    };
    assert_eq!(refused(&mut owner, &insert("Loud")).await.0, "42501");
    assert_eq!(run(&mut owner, &insert("low")).await, 1);
    for table in ["org_visits", "org_visits_2026"] {
        assert_eq!(texts(&mut owner, &format!("SELECT day::text FROM {table}")).await, ["2026-06-01"], "{table}");
    }
}

#[tokio::test]
async fn a_global_table_has_the_policies_of_its_program() {
    let (mut owner, _database, _) = open().await;
    let insert =
        |author: &str| format!("INSERT INTO notices (id, author, body) VALUES (gen_random_uuid(), {author}, 'x')");
    run(&mut owner, "BEGIN").await;
    assert_eq!(run(&mut owner, &insert("current_user")).await, 1);
    assert_eq!(refused(&mut owner, &insert("'somebody'")).await.0, "42501");
    let kinds = "SELECT stxname || ' ' || array_to_string(stxkind, '') FROM pg_statistic_ext ORDER BY 1";
    let found = texts(&mut owner, kinds).await;
    assert_eq!(
        found,
        ["notices_author_body_stat d,f,m", "notices_lower_stat e", "notices_of_authors d,m"]
            .map(|one| one.replace(',', ""))
    );
}
