//! What the macros accept is loaded by a server: random schemas, with which this test is compiled. A snapshot of each prints the same DDL.
//!
//! `PERISTYLE_RANDOM_SEED` takes the seed of the first schema, `PERISTYLE_RANDOM_SCHEMAS` their number. `build.rs` writes the sources.

#[deny(warnings)]
#[allow(dead_code, non_snake_case)]
mod schemas {
    include!(concat!(env!("OUT_DIR"), "/schemas.rs"));
}

use peristyle::audit::Finding;
use peristyle_build::{Database, ddl};
use peristyle_test::server::{Role, Server};
use peristyle_test_generator::{Random, Schema};
use peristyle_tests::squawk;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

#[tokio::test]
async fn random_schemas_load() {
    let server = Server::shared().await.unwrap();
    let database = server.empty_database().await.unwrap();
    let mut owner = PgConnection::connect_with(&database.connect_options(Role::Owner)).await.unwrap();
    for (seed, schema) in schemas::ALL {
        let text = script(*seed, schema, server.role_name(Role::Application));
        assert_eq!(squawk::found(&text), [""; 0], "PERISTYLE_RANDOM_SEED={seed}");
        let load = format!("BEGIN; CREATE SCHEMA random_{seed}; SET LOCAL search_path = pg_catalog; {text}; COMMIT");
        let loaded = sqlx::raw_sql(AssertSqlSafe(load)).execute(&mut owner).await;
        loaded.unwrap_or_else(|error| panic!("PERISTYLE_RANDOM_SEED={seed} does not load: {error:?}\n{text}"));
    }
    let tables =
        "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace::regnamespace::text LIKE 'random\\_%'";
    let loaded: i64 = sqlx::query_scalar(tables).fetch_one(&mut owner).await.unwrap();
    let written: usize = schemas::ALL.iter().map(|(seed, _)| generated(*seed).tables.len()).sum();
    assert!(!schemas::ALL.is_empty());
    assert_eq!(usize::try_from(loaded).unwrap(), written);
    assert_only_waived(&peristyle::audit(&mut owner, server.role_name(Role::Application)).await.unwrap());
}

/// The DDL of a schema, which is that of its snapshot.
fn script(seed: u64, schema: &peristyle::Schema, role: &str) -> String {
    let options = ddl::Options::new().schema(format!("random_{seed}")).application_role(role);
    let database = Database::of(schema);
    let read = Database::from_json(&database.to_json()).unwrap_or_else(|error| panic!("{seed}: {error}"));
    assert!(read == database, "{seed} is not what its snapshot is");
    let [text, of_snapshot] = [database, read].map(|database| {
        let checked = database.check(&options).unwrap_or_else(|error| panic!("{seed}: {error}"));
        ddl::script(&checked)
    });
    assert!(text == of_snapshot, "{seed}: the DDL of the snapshot is another one\n{text}\n{of_snapshot}");
    text
}

/// The audit finds the tables without row security and the keys over all tenants that say so, and nothing else.
fn assert_only_waived(found: &[Finding]) {
    let open = |seed: u64| generated(seed).tables.iter().filter(|table| table.waives("row_security")).count();
    for finding in found {
        let waived = matches!(finding.code, "L10" | "L21" | "L26" | "L27") && finding.waiver.is_some();
        // A struct may refer to the root twice; the advice A18 says so.
        assert!(waived || finding.code == "L55", "{finding}");
    }
    let waived: usize = schemas::ALL.iter().map(|(seed, _)| open(*seed)).sum();
    assert_eq!(found.iter().filter(|finding| finding.code == "L10").count(), waived);
}

fn generated(seed: u64) -> Schema {
    Schema::generate(&mut Random::new(seed))
}
