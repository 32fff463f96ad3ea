//! The lints of Supabase's splinter (<https://github.com/supabase/splinter>) that speak of any schema, asked of what is emitted. They are
//! stated again in `lints.sql`, under their names and levels, since none of their text is ours to copy.
//!
//! Left out is what needs Supabase's own schemas and extensions (0002, 0012, 0019, 0021, 0025 to 0027), what speaks of a server in use (0005, 0020,
//! 0022) and 0029, which is 0028 for a role that is PUBLIC here too.

use std::collections::BTreeSet;

use peristyle::Schema;
use peristyle_build::ddl;
use peristyle_test::server::{Role, Server};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::{every_option, shop};

const LINTS: &str = include_str!("lints.sql");

/// Extensions that a test put where every user finds them; the DDL makes none.
const OF_TESTS: [&str; 3] = ["btree_gist", "pg_trgm", "citext"];

/// The lint, its level and what it found, in these schemas.
async fn found(owner: &mut PgConnection) -> Vec<(String, String, String)> {
    let query = sqlx::query_as(LINTS).bind(["public", "lending", "billing"]).bind(OF_TESTS);
    query.fetch_all(owner).await.unwrap()
}

async fn loaded(schema: &Schema) -> (peristyle_test::server::Database, PgConnection) {
    let server = Server::shared().await.unwrap();
    let database = server.empty_database().await.unwrap();
    let mut owner = PgConnection::connect_with(&database.connect_options(Role::Owner)).await.unwrap();
    let options = ddl::Options::new().application_role(server.role_name(Role::Application));
    let text = format!("{}; {}", every_option::EXTENSIONS, ddl::sql(schema, &options).unwrap());
    sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut owner).await.unwrap();
    (database, owner)
}

#[tokio::test]
async fn splinter_finds_nothing() {
    for schema in [&shop::SCHEMA, &quickstart_schema::SCHEMA, &every_option::SCHEMA] {
        let (_database, mut owner) = loaded(schema).await;
        if std::ptr::eq(schema, &every_option::SCHEMA) {
            // The policies of a global table are SQL of the user; one without any is a finding.
            let policy = "CREATE POLICY written ON drafts USING (text <> '')";
            sqlx::raw_sql(policy).execute(&mut owner).await.unwrap();
        }
        assert_eq!(found(&mut owner).await, []);
    }
}

/// One change of the shop for each lint, by which it is seen to find something.
const CHANGES: [(&str, &str); 17] = [
    ("0001", "DROP INDEX org_products_organization_id_category_id_idx"),
    (
        "0003",
        "ALTER POLICY tenant_isolation ON org_products USING (organization_id = current_organization_id()) WITH CHECK (organization_id = current_organization_id())",
    ),
    ("0004", "CREATE TABLE keyless (a int)"),
    ("0006", "CREATE POLICY other ON org_products FOR SELECT USING (organization_id = id)"),
    ("0007", "ALTER TABLE org_products DISABLE ROW LEVEL SECURITY"),
    ("0008", "DROP POLICY tenant_isolation ON org_products"),
    ("0009", "CREATE UNIQUE INDEX again ON countries (code)"),
    ("0010", "CREATE VIEW v AS SELECT * FROM org_products; GRANT SELECT ON v TO PUBLIC"),
    ("0011", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'"),
    ("0013", "GRANT SELECT ON countries TO PUBLIC"),
    ("0014", "CREATE EXTENSION hstore"),
    ("0015", "CREATE POLICY other ON org_products AS RESTRICTIVE USING (name = 'user_metadata')"),
    ("0016", "CREATE MATERIALIZED VIEW m AS SELECT 1 AS a; GRANT SELECT ON m TO PUBLIC"),
    ("0018", "ALTER TABLE countries ADD COLUMN kind regproc"),
    ("0023", "ALTER TABLE countries ADD COLUMN api_key text; GRANT SELECT ON countries TO PUBLIC"),
    ("0024", "ALTER POLICY tenant_isolation ON org_products USING (true)"),
    ("0028", "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = '' AS 'SELECT 1'"),
];

#[tokio::test]
async fn every_lint_finds_something() {
    let (_database, mut owner) = loaded(&shop::SCHEMA).await;
    for (lint, change) in CHANGES {
        let mut transaction = owner.begin().await.unwrap();
        sqlx::raw_sql(change).execute(&mut *transaction).await.unwrap();
        let found = found(&mut transaction).await;
        transaction.rollback().await.unwrap();
        assert!(found.iter().any(|(name, ..)| name.starts_with(lint)), "{change}: {found:?}");
    }
}

/// A foreign table needs a wrapper that only a superuser makes; what 0017 says is what 0016 does.
#[test]
fn no_lint_is_left_out() {
    let stated = LINTS.lines().filter_map(|line| line.strip_prefix("SELECT '")?.get(..4));
    let seen = CHANGES.iter().map(|(lint, _)| *lint).chain(["0017"]);
    assert_eq!(stated.collect::<BTreeSet<_>>(), seen.collect());
}
