//! SQL of your own in the transaction of your own tenant, which is the best that an attacker without the service's code can get.

use std::future::poll_fn;

use super::*;

/// What is tried, and nothing of theirs may be in the answer.
const READS: &[&str] = &[
    "SELECT * FROM org_products WHERE id = '{product}'",
    "SELECT * FROM org_products WHERE organization_id = '{theirs}'",
    "SELECT * FROM org_products WHERE organization_id <> '{ours}' OR true",
    "SELECT * FROM organizations WHERE id = '{theirs}'",
    "SELECT * FROM org_enrolments WHERE (student_id, course_id) = ('{student}', '{course}')",
    "SELECT * FROM org_entries WHERE id = '{entry}' OR amount = 7",
    "TABLE org_products",
    "SELECT ctid, xmin, tableoid::regclass, * FROM org_products WHERE ctid = ANY (ARRAY['(0,1)', '(0,2)', '(0,3)', '(0,4)', '(0,5)']::tid[])",
    "SELECT p.* FROM organizations o FULL JOIN org_products p ON p.organization_id = o.id WHERE p.id IS NOT NULL",
    "SELECT p.* FROM org_categories c RIGHT JOIN org_products p ON c.id = p.category_id WHERE c.id IS NULL",
    "SELECT p.* FROM org_products o, LATERAL (SELECT * FROM org_products i WHERE i.id <> o.id) p",
    "SELECT name FROM org_products UNION SELECT name FROM org_categories UNION ALL SELECT name FROM organizations",
    "SELECT name FROM org_students EXCEPT SELECT 'ours' INTERSECT SELECT title FROM org_courses",
    "SELECT 'secret' WHERE EXISTS (SELECT FROM org_products WHERE organization_id = '{theirs}')",
    "SELECT 'secret' WHERE '{product}' IN (SELECT id FROM org_products)",
    "SELECT (SELECT max(name) FROM org_products WHERE organization_id = '{theirs}')",
    "WITH RECURSIVE tree AS (SELECT * FROM org_categories UNION SELECT c.* FROM org_categories c, tree) SELECT * FROM tree",
    "SELECT string_agg(name, ',') OVER () FROM org_products",
    "SELECT * FROM org_products TABLESAMPLE SYSTEM (100)",
    "SELECT * FROM org_products WHERE organization_id = '{theirs}' FOR UPDATE SKIP LOCKED",
    "SELECT query_to_xml('SELECT * FROM org_products', true, false, '')",
    "SELECT table_to_xml('org_products', true, false, ''), schema_to_xml('public', true, false, '')",
    "SELECT row_to_json(p) FROM org_products p",
    "DECLARE mine CURSOR FOR SELECT * FROM org_products; FETCH ALL FROM mine",
    "PREPARE mine AS SELECT * FROM org_products; EXECUTE mine; DEALLOCATE mine",
    "SELECT * FROM pg_stats WHERE schemaname = 'public' AND tablename <> 'countries'",
    "SELECT * FROM pg_stats_ext WHERE schemaname = 'public'",
    "EXPLAIN (ANALYZE, VERBOSE, BUFFERS) SELECT * FROM org_products WHERE name < 'zzz'",
    "EXPLAIN (GENERIC_PLAN false) SELECT * FROM org_products",
    "SELECT * FROM pg_stat_activity",
    "UPDATE org_products SET description = (SELECT string_agg(name, ',') FROM org_categories) RETURNING *",
    "RESET ROLE; SELECT * FROM org_products",
    "SET LOCAL search_path = pg_temp, public; SELECT * FROM org_products",
    "DO $$ DECLARE row record; BEGIN FOR row IN SELECT * FROM org_products WHERE organization_id = '{theirs}' LOOP
        RAISE EXCEPTION 'secret: %', row.name; END LOOP; END $$",
];

/// What may run, and finds no row of theirs.
const NOTHING_TO_CHANGE: &[&str] = &[
    "UPDATE org_products SET name = 'x' WHERE id = '{product}'",
    "UPDATE org_products SET name = 'x' WHERE organization_id = '{theirs}'",
    "UPDATE org_products SET deleted_at = NULL WHERE id = '{deleted}'",
    "UPDATE organizations SET name = 'x' WHERE id = '{theirs}'",
    "UPDATE org_products p SET name = 'x' FROM org_categories c WHERE p.id = '{product}' AND c.id = '{category}'",
    "DELETE FROM org_enrolments WHERE student_id = '{student}'",
    "DELETE FROM org_enrolments e USING org_students s WHERE s.id = e.student_id AND e.organization_id = '{theirs}'",
    "WITH gone AS (DELETE FROM org_enrolments WHERE organization_id = '{theirs}' RETURNING *) SELECT * FROM gone",
    "INSERT INTO org_categories (id, organization_id, name) SELECT '{new}', '{ours}', name FROM org_categories WHERE id = '{category}'",
    "MERGE INTO org_categories c USING (VALUES ('{category}'::uuid)) v (id) ON c.id = v.id WHEN MATCHED THEN UPDATE SET name = 'x'",
    "LOCK TABLE org_enrolments IN ROW EXCLUSIVE MODE; DELETE FROM org_enrolments WHERE course_id = '{course}'",
];

/// What is refused, with which SQLSTATE.
const REFUSED: &[(&str, &str)] = &[
    // For another tenant, or away to one.
    ("42501", "INSERT INTO org_categories (id, organization_id, name) VALUES ('{new}', '{theirs}', 'x')"),
    (
        "42501",
        "INSERT INTO org_categories (id, organization_id, name) SELECT '{new}', '{theirs}', name FROM org_categories",
    ),
    ("42501", "INSERT INTO organizations (id, name) VALUES ('{new}', 'x')"),
    (
        "42501",
        "INSERT INTO org_categories (id, organization_id, name) VALUES ('{category}', '{theirs}', 'x')
        ON CONFLICT (organization_id, id) DO UPDATE SET name = excluded.name",
    ),
    (
        "42501",
        "INSERT INTO org_categories (id, organization_id, name) VALUES ('{new}', '{theirs}', 'secret')
        ON CONFLICT (organization_id, name) WHERE deleted_at IS NULL DO UPDATE SET name = 'x'",
    ),
    (
        "42501",
        "INSERT INTO org_enrolments (organization_id, student_id, course_id) VALUES ('{theirs}', '{student}', '{course}') ON CONFLICT DO NOTHING",
    ),
    (
        "42501",
        "MERGE INTO org_categories c USING (VALUES ('{new}'::uuid)) v (id) ON c.id = v.id
        WHEN NOT MATCHED THEN INSERT (id, organization_id, name) VALUES (v.id, '{theirs}', 'x')",
    ),
    ("42501", "UPDATE org_products SET organization_id = '{theirs}'"),
    ("42501", "UPDATE org_products SET id = '{product}'"),
    ("42501", "UPDATE org_products SET created_at = now()"),
    ("42501", "UPDATE org_enrolments SET student_id = '{student}'"),
    ("42501", "UPDATE organizations SET id = '{theirs}'"),
    // Pointing at what is theirs.
    (
        "23503",
        "INSERT INTO org_products (id, organization_id, name, sku, price, category_id) VALUES ('{new}', '{ours}', 'x', 'x', 1, '{category}')",
    ),
    ("23503", "UPDATE org_products SET category_id = '{category}'"),
    (
        "23503",
        "INSERT INTO org_enrolments (organization_id, student_id, course_id) VALUES ('{ours}', '{student}', '{course}')",
    ),
    (
        "23503",
        "INSERT INTO org_categories (id, organization_id, name, parent_id) VALUES ('{new}', '{ours}', 'x', '{category}')",
    ),
    // A unique and a key over all tenants, as the struct waives.
    ("23505", "INSERT INTO org_domains (id, organization_id, host) VALUES ('{new}', '{ours}', 'secret.example')"),
    (
        "42501",
        "INSERT INTO org_domains (id, organization_id, host) VALUES ('{new}', '{ours}', 'secret.example')
        ON CONFLICT (host) WHERE deleted_at IS NULL DO UPDATE SET note = 'x'",
    ),
    (
        "42501",
        "INSERT INTO org_domains (id, organization_id, host) VALUES ('{domain}', '{ours}', 'x') ON CONFLICT (id) DO UPDATE SET note = 'x'",
    ),
    // Rows that are never deleted, or never changed, by anyone.
    ("42501", "DELETE FROM org_products"),
    ("42501", "DELETE FROM organizations"),
    ("42501", "DELETE FROM org_entries"),
    ("42501", "UPDATE org_entries SET amount = 0"),
    // What is not granted.
    ("42501", "TRUNCATE org_products"),
    ("42501", "TRUNCATE org_enrolments, organizations CASCADE"),
    ("42501", "COPY org_categories FROM STDIN"),
    ("0A000", "COPY org_categories (id, organization_id, name) FROM STDIN"),
    ("42501", "COPY org_products TO PROGRAM 'cat'"),
    ("42501", "COPY org_products TO '/tmp/x'"),
    (
        "42501",
        "CREATE TABLE spy (organization_id uuid, id uuid, FOREIGN KEY (organization_id, id) REFERENCES org_products)",
    ),
    ("42501", "CREATE TEMPORARY TABLE spy AS SELECT * FROM org_products"),
    ("42501", "CREATE VIEW spy AS SELECT * FROM org_products"),
    ("42501", "CREATE FUNCTION spy(text) RETURNS boolean LANGUAGE sql COST 0.0001 AS 'SELECT true'"),
    ("42501", "CREATE FUNCTION pg_temp.spy(text) RETURNS boolean LANGUAGE sql COST 0.0001 AS 'SELECT true'"),
    (
        "42501",
        "CREATE OR REPLACE FUNCTION current_organization_id() RETURNS uuid LANGUAGE sql AS 'SELECT ''{theirs}''::uuid'",
    ),
    ("42501", "CREATE SCHEMA spy"),
    ("42501", "CREATE EXTENSION file_fdw"),
    ("42501", "CREATE PUBLICATION spy FOR TABLE org_products"),
    (
        "42501",
        "CREATE TRIGGER spy BEFORE UPDATE ON org_products FOR EACH ROW EXECUTE FUNCTION peristyle_set_updated_at()",
    ),
    ("42501", "CREATE RULE spy AS ON UPDATE TO org_students DO ALSO NOTIFY spy"),
    ("42501", "CREATE POLICY spy ON org_products USING (true)"),
    ("42501", "ALTER POLICY tenant_isolation ON org_products USING (true)"),
    ("42501", "DROP POLICY tenant_isolation ON org_products"),
    ("42501", "ALTER TABLE org_products DISABLE ROW LEVEL SECURITY"),
    ("42501", "ALTER TABLE org_products NO FORCE ROW LEVEL SECURITY"),
    ("42501", "ALTER TABLE org_products DISABLE TRIGGER ALL"),
    ("42501", "ALTER FUNCTION current_organization_id() IMMUTABLE"),
    ("42501", "LOCK TABLE org_products IN ACCESS EXCLUSIVE MODE"),
    ("42501", "SELECT * FROM pg_statistic"),
    ("42501", "SELECT * FROM pg_authid"),
    ("42501", "SELECT pg_read_file('PG_VERSION')"),
    ("42501", "SELECT pg_create_logical_replication_slot('spy', 'pgoutput')"),
    // Out of the policy, or out of the role.
    ("42501", "SET LOCAL row_security = off; SELECT * FROM org_products"),
    ("42501", "SET LOCAL row_security = off; UPDATE org_products SET name = 'x'"),
    ("42501", "SET ROLE {owner}"),
    ("42501", "SET ROLE {admin}"),
    ("42501", "SET SESSION AUTHORIZATION {owner}"),
    ("42501", "SET session_replication_role = replica"),
    ("42501", "ALTER ROLE CURRENT_USER BYPASSRLS"),
    ("42501", "GRANT {owner} TO CURRENT_USER"),
    // No tenant, and what is none.
    ("42501", "RESET peristyle.organization_id; SELECT * FROM org_products"),
    ("42501", "SET LOCAL peristyle.organization_id = ''; SELECT * FROM org_products"),
    ("42501", "SET LOCAL peristyle.organization_id = 'garbage'; SELECT * FROM org_products"),
    ("42501", "SET LOCAL peristyle.organization_id = '{theirs} '; SELECT * FROM org_products"),
    ("42501", "SET LOCAL peristyle.organization_id = '{ours},{theirs}'; UPDATE org_products SET name = 'x'"),
    ("42501", "SET LOCAL peristyle.organization_id = ''' OR true --'; SELECT * FROM organizations"),
    ("42501", "SET LOCAL peristyle.organization_id = '%'; DELETE FROM org_enrolments"),
    ("42501", "SELECT set_config('peristyle.organization_id', NULL, true); SELECT * FROM org_products"),
    ("42501", "DISCARD TEMP; SET SESSION peristyle.organization_id TO DEFAULT; SELECT * FROM org_products"),
];

impl Courts {
    /// Tries it in a transaction of ours, and commits what came of it.
    async fn attack(&mut self, sql: &str) -> Result<String, (String, String)> {
        let server = Server::shared().await.unwrap();
        let sql = self.filled(sql);
        let sql =
            sql.replace("{owner}", server.role_name(Role::Owner)).replace("{admin}", server.role_name(Role::Admin));
        let mut tx = self.begin().await;
        let outcome = outcome(tx.connection(), &sql).await;
        match outcome {
            Ok(_) => tx.commit().await.unwrap(),
            Err(_) => tx.rollback().await.unwrap(),
        }
        self.unchanged_by(&sql).await;
        outcome
    }
}

#[tokio::test]
async fn nothing_of_theirs_is_read() {
    let mut courts = Courts::open().await;
    // So that there are statistics to be read.
    sqlx::raw_sql("ANALYZE").execute(&mut courts.witness).await.unwrap();
    for read in READS {
        let shown = match courts.attack(read).await {
            Ok(shown) => shown,
            // Version 15 does not know this option of EXPLAIN.
            Err((code, said)) if code == "42601" => said,
            Err((_, said)) => panic!("refused: {said}\n{read}"),
        };
        assert!(!courts.is_theirs(&shown), "{read} shows {shown}");
    }
}

/// The same statements show their rows to whom no policy holds, so the test above can fail.
#[tokio::test]
async fn a_superuser_reads_them() {
    let mut courts = Courts::open().await;
    sqlx::raw_sql("ANALYZE").execute(&mut courts.witness).await.unwrap();
    for read in READS.iter().filter(|read| !read.starts_with("EXPLAIN") && !read.contains("pg_stat")) {
        let sql = courts.filled(read);
        sqlx::raw_sql("BEGIN").execute(&mut courts.witness).await.unwrap();
        let shown = match outcome(&mut courts.witness, &sql).await {
            Ok(shown) => shown,
            Err((_, said)) => said,
        };
        sqlx::raw_sql("ROLLBACK").execute(&mut courts.witness).await.unwrap();
        assert!(courts.is_theirs(&shown), "{read} shows {shown}");
    }
}

#[tokio::test]
async fn nothing_of_theirs_is_changed() {
    let mut courts = Courts::open().await;
    for change in NOTHING_TO_CHANGE {
        let shown = courts.attack(change).await.unwrap_or_else(|(_, said)| panic!("refused: {said}\n{change}"));
        assert_eq!(shown, "", "{change}");
    }
}

#[tokio::test]
async fn the_rest_is_refused() {
    let mut courts = Courts::open().await;
    for (wanted, attack) in REFUSED {
        match courts.attack(attack).await {
            Ok(shown) => panic!("not refused, shows `{shown}`\n{attack}"),
            Err((code, said)) => {
                assert_eq!(code, *wanted, "{said}\n{attack}");
                assert!(!said.contains(&format!("{SECRET}-")), "{said}\n{attack}");
            }
        }
    }
}

#[tokio::test]
async fn copy_obeys_the_policy() {
    let mut courts = Courts::open().await;
    for copy in ["COPY org_products TO STDOUT", "COPY (SELECT * FROM org_products) TO STDOUT"] {
        let mut tx = courts.begin().await;
        let copied = copied(tx.connection(), copy).await;
        assert!(copied.contains("ours") && !courts.is_theirs(&copied), "{copied}");
        drop(tx);
        courts.unchanged_by(copy).await;
        let all = self::copied(&mut courts.witness, copy).await;
        assert!(courts.is_theirs(&all));
    }
}

async fn copied(connection: &mut PgConnection, copy: &'static str) -> String {
    let mut stream = connection.copy_out_raw(copy).await.unwrap();
    let mut copied = String::new();
    while let Some(chunk) = poll_fn(|context| stream.as_mut().poll_next(context)).await {
        copied.push_str(std::str::from_utf8(&chunk.unwrap()).unwrap());
    }
    copied
}

/// Functions that would tell what they are called with: by failing on it, or by saying it.
#[tokio::test]
async fn no_function_sees_their_rows_before_the_policy() {
    let mut courts = Courts::open().await;
    let spy = "CREATE FUNCTION spy(text) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS $$
        BEGIN IF $1 LIKE '%secret%' THEN RAISE EXCEPTION 'saw %', $1; END IF; RETURN true; END $$";
    sqlx::raw_sql(spy).execute(&mut courts.witness).await.unwrap();
    let asked = [
        "SELECT id FROM org_products WHERE spy(name)",
        "SELECT id FROM org_products WHERE spy(name) AND organization_id = '{theirs}'",
        "SELECT id FROM org_products WHERE organization_id = '{theirs}' AND name::integer = 0",
        "SELECT id FROM org_products WHERE CASE WHEN organization_id = '{theirs}' THEN 1 / (length(name) - length(name)) ELSE 1 END = 1",
        "SELECT p.id FROM org_products p JOIN org_categories c ON spy(c.name) AND spy(p.name)",
        "SELECT count(*) FROM org_products GROUP BY spy(name)",
        "UPDATE org_products SET name = name WHERE spy(name)",
        "DELETE FROM org_enrolments e WHERE EXISTS (SELECT FROM org_students s WHERE s.id = e.student_id AND spy(s.name)) AND false",
        "UPDATE org_categories SET name = name WHERE organization_id = '{theirs}' AND name::integer = 0 RETURNING name",
    ];
    for sql in asked {
        let seen = courts.attack(sql).await;
        assert!(seen.is_ok(), "{seen:?}\n{sql}");
    }
    // Without a policy the function is called first: a filter alone is no wall.
    sqlx::raw_sql("SET enable_indexscan = off; SET enable_bitmapscan = off")
        .execute(&mut courts.witness)
        .await
        .unwrap();
    let filtered = courts.filled("SELECT id FROM org_products WHERE spy(name) AND organization_id = '{ours}'");
    let (_, said) = outcome(&mut courts.witness, &filtered).await.unwrap_err();
    assert!(said.contains("saw secret"), "{said}");
}
