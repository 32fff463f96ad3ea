//! What differs between structs and a database is found, named, and mended by the statements that the report shows.

use peristyle::Schema;
use peristyle_build::{Checked, Database as Model, Options, ddl};
use peristyle_cli::catalog::Kind;
use peristyle_cli::drift::{Compare, Difference, Drift, What};
use peristyle_test::server::{Database, Role, Server};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::real::{chinook, pagila};
use crate::tables::partitions;
use crate::{every_option, shop};

const PAGILA: &str = include_str!("real/pagila_prelude.sql");

/// A database with a schema, and an empty one beside it.
struct Pair {
    live: PgConnection,
    scratch: PgConnection,
    structs: Checked,
    _databases: [Database; 2],
}

impl Pair {
    async fn of(schema: &Schema, options: Options, prelude: &str, role: Role) -> Self {
        let server = Server::shared().await.unwrap();
        let databases = [server.empty_database().await.unwrap(), server.empty_database().await.unwrap()];
        let mut live = PgConnection::connect_with(&databases[0].connect_options(role)).await.unwrap();
        let scratch = PgConnection::connect_with(&databases[1].connect_options(role)).await.unwrap();
        let structs = Model::of(schema).check(&options).unwrap();
        run(&mut live, prelude).await;
        run(&mut live, &format!("SET timezone = 'UTC'; {}", ddl::script(&structs))).await;
        Self { live, scratch, structs, _databases: databases }
    }

    async fn shop() -> Self {
        let role = Server::shared().await.unwrap().role_name(Role::Application);
        Self::of(&shop::SCHEMA, Options::new().application_role(role), "", Role::Owner).await
    }

    async fn drift(&mut self) -> Drift {
        self.compare(&Compare::new()).await
    }

    async fn compare(&mut self, compare: &Compare) -> Drift {
        compare.run(&self.structs, &mut self.live, &mut self.scratch).await.unwrap()
    }
}

async fn run(connection: &mut PgConnection, sql: &str) {
    let done = sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await;
    done.unwrap_or_else(|error| panic!("{error:?}\n{sql}"));
}

#[tokio::test]
async fn a_fresh_database_has_no_drift() {
    let role = Server::shared().await.unwrap().role_name(Role::Application);
    let granted = || Options::new().application_role(role);
    let quickstart = &quickstart_schema::SCHEMA;
    for (schema, options, prelude, role) in [
        (quickstart, granted().schema("shelves").create_schema(), "", Role::Owner),
        (&shop::SCHEMA, granted(), "", Role::Owner),
        (&every_option::SCHEMA, granted(), every_option::EXTENSIONS, Role::Owner),
        (
            &every_option::SCHEMA,
            granted().schema("Tool library").create_schema(),
            every_option::EXTENSIONS,
            Role::Owner,
        ),
        (&chinook::SCHEMA, Options::new(), "", Role::Admin),
        (&pagila::SCHEMA, Options::new(), PAGILA, Role::Admin),
    ] {
        let mut pair = Pair::of(schema, options, prelude, role).await;
        let compare = if prelude == PAGILA { Compare::new().prelude(PAGILA) } else { Compare::new() };
        let drift = pair.compare(&compare).await;
        let tables = Model::of(schema).tables.len();
        assert_eq!((drift.differences.len(), drift.tables), (0, tables), "{drift}");
        // The scratch database is as empty as before.
        let left: i64 = sqlx::query_scalar("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")
            .fetch_one(&mut pair.scratch)
            .await
            .unwrap();
        assert_eq!(left, 0);
    }
}

#[tokio::test]
async fn a_superuser_compares_the_tables_of_another_owner() {
    let role = Server::shared().await.unwrap().role_name(Role::Application);
    let options = Options::new().application_role(role);
    let mut pair = Pair::of(&every_option::SCHEMA, options, every_option::EXTENSIONS, Role::Owner).await;
    pair.live = PgConnection::connect_with(&pair._databases[0].connect_options(Role::Admin)).await.unwrap();
    pair.scratch = PgConnection::connect_with(&pair._databases[1].connect_options(Role::Admin)).await.unwrap();
    let drift = pair.drift().await;
    assert!(drift.differences.is_empty(), "{drift}");

    // Only the owner of the tables, or the role of the look-ups, owns such a function.
    let function = "SELECT oid::regprocedure::text FROM pg_proc WHERE prosecdef AND proowner =
        (SELECT relowner FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace GROUP BY 1 ORDER BY count(*) DESC LIMIT 1)
        ORDER BY 1 LIMIT 1";
    let function: String = sqlx::query_scalar(function).fetch_one(&mut pair.live).await.unwrap();
    run(&mut pair.live, &format!("ALTER FUNCTION {function} OWNER TO CURRENT_USER")).await;
    let drift = pair.drift().await;
    let [one] = drift.differences.as_slice() else { panic!("{drift}") };
    assert_eq!(
        (one.kind, one.what, one.facts[0].fact.as_str(), one.facts.len()),
        (Function, Different, "owner", 1),
        "{drift}"
    );
}

use Kind::*;
use What::{Different, Missing, Unexpected};

/// A change made by hand, and the differences that tell it: kind, name, what, and which properties differ.
type Case = (&'static str, &'static [(Kind, &'static str, What, &'static [&'static str])]);

const CASES: &[Case] = &[
    ("ALTER TYPE product_status ADD VALUE 'sold'", &[(Enum, "product_status", Different, &["labels"])]),
    ("COMMENT ON TYPE product_status IS 'another'", &[(Enum, "product_status", Different, &["comment"])]),
    ("CREATE TYPE mood AS ENUM ('fine')", &[(Enum, "mood", Unexpected, &[])]),
    ("CREATE DOMAIN year AS int CHECK (VALUE > 0)", &[(Domain, "year", Unexpected, &[])]),
    ("CREATE TYPE pair AS (a int, b int)", &[(CompositeType, "pair", Unexpected, &[])]),
    ("CREATE SEQUENCE numbers", &[(Sequence, "numbers", Unexpected, &[])]),
    ("CREATE FUNCTION two() RETURNS int LANGUAGE sql AS 'SELECT 2'", &[(Function, "two()", Unexpected, &[])]),
    (
        "CREATE OR REPLACE FUNCTION current_organization_id() RETURNS uuid LANGUAGE sql STABLE AS 'SELECT NULL::uuid'",
        &[(Function, "current_organization_id()", Different, &["definition"])],
    ),
    (
        "REVOKE EXECUTE ON FUNCTION current_organization_id() FROM PUBLIC",
        &[(Function, "current_organization_id()", Different, &["grants"])],
    ),
    ("CREATE TABLE other (id int PRIMARY KEY)", &[(Table, "other", Unexpected, &[])]),
    ("DROP TABLE org_entries", &[(Table, "org_entries", Missing, &[])]),
    ("DROP TABLE org_enrolments", &[(Table, "org_enrolments", Missing, &[])]),
    ("ALTER TABLE countries SET (fillfactor = 70)", &[(Table, "countries", Different, &["options"])]),
    ("ALTER TABLE org_enrolments SET UNLOGGED", &[(Table, "org_enrolments", Different, &["unlogged"])]),
    (
        "ALTER TABLE org_entries NO FORCE ROW LEVEL SECURITY",
        &[(Table, "org_entries", Different, &["forced row security"])],
    ),
    ("ALTER TABLE org_products DISABLE ROW LEVEL SECURITY", &[(Table, "org_products", Different, &["row security"])]),
    ("COMMENT ON TABLE org_products IS 'it''s \\ another'", &[(Table, "org_products", Different, &["comment"])]),
    ("GRANT TRUNCATE ON countries TO pg_monitor", &[(Table, "countries", Different, &["grants"])]),
    ("REVOKE SELECT ON countries FROM {role}", &[(Table, "countries", Different, &["grants"])]),
    ("ALTER TABLE countries ADD COLUMN size int", &[(Column, "size", Unexpected, &[])]),
    ("ALTER TABLE org_products DROP COLUMN description", &[(Column, "description", Missing, &[])]),
    ("ALTER TABLE countries ALTER COLUMN code TYPE varchar(3)", &[(Column, "code", Different, &["type"])]),
    (
        "ALTER TABLE countries ALTER COLUMN code TYPE varchar(2) COLLATE \"C\"",
        &[(Column, "code", Different, &["collation"])],
    ),
    ("ALTER TABLE countries ALTER COLUMN code DROP NOT NULL", &[(Column, "code", Different, &["not_null"])]),
    (
        "ALTER TABLE org_products ALTER COLUMN status SET DEFAULT 'active'",
        &[(Column, "status", Different, &["default"])],
    ),
    (
        "ALTER TABLE org_products ALTER COLUMN created_at DROP DEFAULT",
        &[(Column, "created_at", Different, &["default"])],
    ),
    (
        "ALTER TABLE org_entries ALTER COLUMN amount ADD GENERATED ALWAYS AS IDENTITY",
        &[(Column, "amount", Different, &["identity"])],
    ),
    ("COMMENT ON COLUMN org_products.sku IS 'a number'", &[(Column, "sku", Different, &["comment"])]),
    ("GRANT SELECT (note) ON org_domains TO {lookup}", &[(Column, "note", Different, &["grants"])]),
    ("ALTER TABLE org_entries DROP CONSTRAINT org_entries_pkey", &[(PrimaryKey, "org_entries_pkey", Missing, &[])]),
    (
        "ALTER TABLE countries ADD CONSTRAINT one UNIQUE NULLS NOT DISTINCT (code)",
        &[(UniqueConstraint, "one", Unexpected, &[])],
    ),
    (
        "ALTER TABLE countries ADD CONSTRAINT two EXCLUDE USING btree (code WITH =)",
        &[(ExclusionConstraint, "two", Unexpected, &[])],
    ),
    (
        "ALTER TABLE org_products DROP CONSTRAINT org_products_price_check",
        &[(Check, "org_products_price_check", Missing, &[])],
    ),
    (
        "ALTER TABLE org_products DROP CONSTRAINT org_products_price_check; ALTER TABLE org_products ADD CONSTRAINT org_products_price_check CHECK (price > 0)",
        &[(Check, "org_products_price_check", Different, &["comment", "definition"])],
    ),
    ("ALTER TABLE countries ADD CONSTRAINT later CHECK (code <> '') NOT VALID", &[(Check, "later", Unexpected, &[])]),
    (
        "ALTER TABLE org_domains DROP CONSTRAINT org_domains_organization_id_fkey",
        &[(ForeignKey, "org_domains_organization_id_fkey", Missing, &[])],
    ),
    (
        "COMMENT ON CONSTRAINT org_entries_country_id_fkey ON org_entries IS 'why'",
        &[(ForeignKey, "org_entries_country_id_fkey", Different, &["comment"])],
    ),
    (
        "DROP INDEX org_products_organization_id_sku_key",
        &[(Index, "org_products_organization_id_sku_key", Missing, &[])],
    ),
    ("CREATE INDEX more ON countries (code text_pattern_ops DESC NULLS LAST)", &[(Index, "more", Unexpected, &[])]),
    (
        "DROP INDEX org_products_organization_id_sku_key; CREATE UNIQUE INDEX org_products_organization_id_sku_key ON org_products (sku)",
        &[(Index, "org_products_organization_id_sku_key", Different, &["definition"])],
    ),
    ("CREATE STATISTICS correlated ON id, code FROM countries", &[(Statistics, "correlated", Unexpected, &[])]),
    ("DROP TRIGGER peristyle_append_only ON org_entries", &[(Trigger, "peristyle_append_only", Missing, &[])]),
    (
        "ALTER TABLE org_entries DISABLE TRIGGER peristyle_append_only",
        &[(Trigger, "peristyle_append_only", Different, &["fires"])],
    ),
    ("CREATE RULE nothing AS ON DELETE TO countries DO INSTEAD NOTHING", &[(Rule, "nothing", Unexpected, &[])]),
    (
        "ALTER POLICY tenant_isolation ON org_entries USING (true)",
        &[(Policy, "tenant_isolation", Different, &["using"])],
    ),
    ("CREATE POLICY open ON org_entries TO {role} USING (true)", &[(Policy, "open", Unexpected, &[])]),
    ("DROP POLICY tenant_isolation ON org_entries", &[(Policy, "tenant_isolation", Missing, &[])]),
    ("CREATE VIEW all_codes AS SELECT code FROM countries", &[(View, "all_codes", Unexpected, &[])]),
    ("CREATE MATERIALIZED VIEW kept AS SELECT code FROM countries", &[(MaterializedView, "kept", Unexpected, &[])]),
    ("REVOKE USAGE ON SCHEMA public FROM {role}", &[(Schema, "public", Different, &["grants"])]),
    (
        "ALTER TABLE countries ADD COLUMN size int; CREATE VIEW sizes AS SELECT size FROM countries; DROP TABLE org_enrolments",
        &[(Column, "size", Unexpected, &[]), (Table, "org_enrolments", Missing, &[]), (View, "sizes", Unexpected, &[])],
    ),
];

/// What a case states, of a report.
fn told(drift: &Drift) -> Vec<(Kind, &str, What, Vec<&str>)> {
    fn facts(one: &Difference) -> Vec<&str> {
        one.facts.iter().map(|fact| fact.fact.as_str()).collect()
    }
    let mut told: Vec<_> =
        drift.differences.iter().map(|one| (one.kind, one.name.as_str(), one.what, facts(one))).collect();
    told.sort_by_key(|(_, name, ..)| *name);
    told
}

/// Whoever adds a foreign key checks the rows that are there, and row security would show the owner those of one tenant, or none.
#[tokio::test]
async fn a_foreign_key_is_mended_for_the_rows_of_all_tenants() {
    let mut pair = Pair::shop().await;
    let rows = "SET peristyle.organization_id = '{tenant}';
        INSERT INTO organizations (id, name) VALUES ('{tenant}', 'a shop');
        INSERT INTO org_domains (id, organization_id, host) VALUES (gen_random_uuid(), '{tenant}', 'shop-{tenant}.example');";
    for tenant in ["0198c0de-0000-7000-8000-000000000001", "0198c0de-0000-7000-8000-000000000002"] {
        run(&mut pair.live, &rows.replace("{tenant}", tenant)).await;
    }
    let key = "org_domains_organization_id_fkey";
    run(&mut pair.live, &format!("RESET peristyle.organization_id; ALTER TABLE org_domains DROP CONSTRAINT {key}"))
        .await;
    for statement in pair.drift().await.mend() {
        run(&mut pair.live, &statement).await;
    }
    assert_eq!(pair.drift().await.differences, []);

    // A row of any tenant that breaks it is found.
    run(
        &mut pair.live,
        &format!(
            "ALTER TABLE org_domains DROP CONSTRAINT {key}; SET peristyle.organization_id = '0198c0de-0000-7000-8000-000000000003';
            INSERT INTO org_domains (id, organization_id, host)
            VALUES (gen_random_uuid(), '0198c0de-0000-7000-8000-000000000003', 'nobody.example');
            SET peristyle.organization_id = '0198c0de-0000-7000-8000-000000000001'"
        ),
    )
    .await;
    let mend = pair.drift().await.mend();
    let refused = sqlx::raw_sql(AssertSqlSafe(mend.join(";\n"))).execute(&mut pair.live).await.unwrap_err();
    assert_eq!(refused.as_database_error().and_then(|error| error.code()).as_deref(), Some("23503"), "{refused}");
    // What failed leaves row security forced.
    let left = pair.drift().await;
    assert_eq!(left.differences.len(), 1, "{left}");
}

#[tokio::test]
async fn every_kind_of_drift_is_found_and_mended() {
    let mut pair = Pair::shop().await;
    let role = Server::shared().await.unwrap().role_name(Role::Application);
    let mut failed = Vec::new();
    for (change, expected) in CASES {
        let change = change.replace("{role}", role).replace("{lookup}", &format!("{role}_lookup"));
        run(&mut pair.live, &change).await;
        let drift = pair.drift().await;
        let mut expected: Vec<_> =
            expected.iter().map(|(kind, name, what, facts)| (*kind, *name, *what, facts.to_vec())).collect();
        expected.sort_by_key(|(_, name, ..)| *name);
        if told(&drift) != expected {
            failed.push(format!("{change}: another report\n{drift}"));
        }
        if change.contains("ADD VALUE") {
            // PostgreSQL cannot remove a label: the report says so.
            assert!(drift.mend().is_empty() && drift.to_string().contains("cannot remove"), "{drift}");
            pair = Pair::shop().await;
            continue;
        }
        let mut mended = Ok(());
        for statement in drift.mend() {
            mended = mended.and(sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut pair.live).await.map(drop));
        }
        let left = pair.drift().await;
        if mended.is_err() || !left.differences.is_empty() {
            failed.push(format!("{change}: {mended:?}\n{drift}--- left:\n{left}"));
            pair = Pair::shop().await;
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}

/// A struct with a check that PostgreSQL prints otherwise after a dump was restored.
mod restored {
    use peristyle::prelude::*;

    /// A street.
    #[table(
        name = "streets",
        check(sql = "country IN ('de', 'fr')", name = "streets_country_check"),
        index(country, only(sql = "country IN ('de', 'fr')"), name = "streets_country_idx")
    )]
    pub struct Street {
        pub id: Id<Street>,
        #[column(varchar(2))]
        pub country: String,
    }

    schema! { pub SCHEMA = [Street] }
}

#[tokio::test]
async fn a_restored_dump_has_no_drift() {
    let mut pair = Pair::of(&restored::SCHEMA, Options::new(), "", Role::Owner).await;
    let print = "SELECT format('ALTER TABLE streets DROP CONSTRAINT streets_country_check; DROP INDEX streets_country_idx;
            ALTER TABLE streets ADD CONSTRAINT streets_country_check %s; %s', pg_get_constraintdef(oid), pg_get_indexdef('streets_country_idx'::regclass))
        FROM pg_constraint WHERE conname = 'streets_country_check'";
    let again: String = sqlx::query_scalar(print).fetch_one(&mut pair.live).await.unwrap();
    run(&mut pair.live, &again).await;
    let printed: String = sqlx::query_scalar(print).fetch_one(&mut pair.live).await.unwrap();
    assert_ne!(again, printed);
    let drift = pair.drift().await;
    assert!(drift.differences.is_empty(), "{drift}");
    // Another condition is one.
    run(&mut pair.live, &printed.replace("'fr'", "'it'")).await;
    assert_eq!(pair.drift().await.differences.len(), 2);
}

#[tokio::test]
async fn a_trigger_that_one_partition_has_switched_off_is_found_and_mended() {
    let role = Server::shared().await.unwrap().role_name(Role::Application);
    let options = Options::new().application_role(role);
    let mut pair = Pair::of(&partitions::SCHEMA, options, "", Role::Owner).await;
    let drift = pair.drift().await;
    assert!(drift.differences.is_empty(), "{drift}");
    run(&mut pair.live, "ALTER TABLE visitors_eu DISABLE TRIGGER USER").await;
    let drift = pair.drift().await;
    assert_eq!(told(&drift), [(Partition, "visitors_eu", Different, vec!["triggers"])], "{drift}");
    for statement in drift.mend() {
        run(&mut pair.live, &statement).await;
    }
    let drift = pair.drift().await;
    assert!(drift.differences.is_empty(), "{drift}");
}

#[tokio::test]
async fn what_is_ignored_is_left_out() {
    let mut pair = Pair::shop().await;
    run(&mut pair.live, "CREATE TABLE _sqlx_migrations (version bigint); CREATE TABLE notes (id int); CREATE VIEW codes AS SELECT code FROM countries").await;
    assert_eq!(pair.drift().await.differences.len(), 2);
    let compare = Compare::new().ignore("public.notes").ignore("codes");
    assert!(pair.compare(&compare).await.differences.is_empty());
}

#[tokio::test]
async fn partitions_that_are_made_at_run_time_are_no_drift() {
    let role = Server::shared().await.unwrap().role_name(Role::Application);
    let options = Options::new().application_role(role);
    let mut pair = Pair::of(&crate::accepted::partitions::SCHEMA, options, "", Role::Admin).await;
    let schema = "CREATE TABLE org_logs_2026 PARTITION OF org_logs FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
        CREATE INDEX extra ON org_logs_2026 (created_at);
        ALTER TABLE org_logs_2026 ENABLE ROW LEVEL SECURITY;
        CREATE POLICY own ON org_logs_2026 USING (false);
        CREATE TABLE smells_0 PARTITION OF smells FOR VALUES WITH (MODULUS 2, REMAINDER 0);
        CREATE TABLE smells_1 PARTITION OF smells FOR VALUES WITH (MODULUS 2, REMAINDER 1);";
    run(&mut pair.live, schema).await;
    let drift = pair.drift().await;
    assert!(drift.differences.is_empty(), "{drift}");
    // Those of other tables are, and so is one that is declared.
    let others = "CREATE TABLE drawings_sea PARTITION OF drawings FOR VALUES IN ('europe'); DROP TABLE org_logs_rest;";
    run(&mut pair.live, others).await;
    let drift = pair.drift().await;
    let mut found: Vec<_> = drift.differences.iter().map(|one| (one.name.as_str(), one.what)).collect();
    found.sort_unstable_by_key(|(name, _)| (*name).to_owned());
    assert_eq!(found, [("drawings_sea", Unexpected), ("org_logs_rest", Missing)], "{drift}");
}
