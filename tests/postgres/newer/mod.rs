//! Schemas for newer servers, `min = 18`: an older server refuses them before anything is created. [`eighteen`] says where the others run.

pub mod every_option;
mod not_enforced;
mod virtual_columns;

use peristyle::Schema;
use peristyle_build::ddl::{self, Options};
use peristyle_build::model::Postgres;
use peristyle_build::{Checked, Database, migrate};
use peristyle_cli::doctor::{Diagnosis, Limits};
use peristyle_cli::drift::{Compare, Drift};
use peristyle_test::TestDatabase;
use peristyle_test::server::{Role, Server};
use peristyle_tests::newer::{eighteen, version_of};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::accepted;

/// The server is too old: the first statement says so. A text that is sent whole is parsed before any of it runs, so the check is sent alone, as psql does.
pub async fn assert_refused(owner: &mut PgConnection, schema: &Schema) {
    let sql = ddl::sql(schema, &Options::new()).unwrap();
    let (check, _) = sql.split_once("$$;\n").unwrap();
    let error = sqlx::raw_sql(AssertSqlSafe(format!("{check}$$"))).execute(&mut *owner).await.unwrap_err();
    let error = error.as_database_error().expect("the server refuses it");
    let said = format!("the schema needs PostgreSQL {} or later, and the server is PostgreSQL ", schema.min);
    assert!(error.message().starts_with(&said), "{error}");
    assert_eq!(error.code().as_deref(), Some("0A000"));
}

/// What a change by hand makes different in a database that was like the structs; its SQL leaves nothing of it.
async fn mended(
    structs: &Checked,
    live: &mut PgConnection,
    scratch: &mut PgConnection,
    by_hand: &'static str,
) -> Drift {
    let compare = Compare::new();
    assert_eq!(compare.run(structs, live, scratch).await.unwrap().differences, []);
    sqlx::raw_sql(by_hand).execute(&mut *live).await.unwrap();
    let drift = compare.run(structs, live, scratch).await.unwrap();
    for statement in drift.mend() {
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut *live).await.unwrap();
    }
    let left = compare.run(structs, live, scratch).await.unwrap();
    assert_eq!(left.differences, [], "{left}");
    drift
}

#[tokio::test]
async fn a_newer_server_loads_every_program() {
    let Some(server) = eighteen().await else { return };
    let database = server.empty_database().await.unwrap();
    let mut owner = PgConnection::connect_with(&database.connect_options(Role::Owner)).await.unwrap();
    let programs = accepted::programs().into_iter().chain([("every option", &every_option::SCHEMA)]);
    for (path, schema) in programs.filter(|(_, schema)| schema.min > 15) {
        let loaded = accepted::load(&mut owner, schema, server.role_name(Role::Application)).await;
        assert!(loaded.is_ok(), "{path}: {}", loaded.unwrap_err());
    }
    owner.close().await.unwrap();
}

/// Tests of the schema get a server that is new enough where one runs here, else they are told what is missing.
#[tokio::test]
async fn a_test_database_is_on_a_server_that_is_new_enough() {
    let shared = version_of(Server::shared().await.unwrap()).await;
    match Server::shared_since(shared).await {
        Ok(same) => assert_eq!(same.description(), Server::shared().await.unwrap().description()),
        Err(error) => panic!("{error}"),
    }
    match TestDatabase::new(&accepted::S03::SCHEMA).await {
        Ok(db) => {
            let version = sqlx::query_scalar::<_, i32>("SELECT current_setting('server_version_num')::int / 10000");
            assert!(version.fetch_one(&db.owner()).await.unwrap() >= 18);
        }
        Err(error) => {
            assert!(shared < 18, "{error}");
            let said = error.to_string();
            assert!(said.contains("PostgreSQL 18 or newer") || said.contains("is older than 18"), "{said}");
        }
    }
}

/// Also where no role is stated, so that nothing else of the audit is asked.
#[tokio::test]
async fn doctor_finds_a_server_that_is_too_old() {
    let server = Server::shared().await.unwrap();
    let database = server.empty_database().await.unwrap();
    let mut owner = PgConnection::connect_with(&database.connect_options(Role::Owner)).await.unwrap();
    let structs = Checked::of(&accepted::S03::SCHEMA).unwrap();
    let diagnosis = Diagnosis::with_structs(&mut owner, Some(&structs), None, Limits::default()).await.unwrap();
    let found: Vec<_> = diagnosis.findings.iter().map(|finding| finding.check.as_str()).collect();
    let expected: &[&str] = if version_of(server).await < 18 { &["L58"] } else { &[] };
    assert_eq!(found, expected, "{diagnosis}");
    assert!(diagnosis.to_string().contains("not checked: isolation: no application role is stated"), "{diagnosis}");
    owner.close().await.unwrap();
}

/// The check is the first statement, so that outside of a transaction nothing stays either.
#[tokio::test]
async fn an_older_server_is_left_as_it_is() {
    let server = Server::shared().await.unwrap();
    let database = server.empty_database().await.unwrap();
    let mut owner = PgConnection::connect_with(&database.connect_options(Role::Owner)).await.unwrap();
    let options = Options::new().schema("kept_out").create_schema();
    let sql = ddl::sql(&accepted::S03::SCHEMA, &options).unwrap();
    let next = version_of(server).await + 1;
    let sql = sql.replace("::integer < 180000 THEN", &format!("::integer < {next}0000 THEN"));
    let first = sql.lines().find(|line| !line.is_empty() && !line.starts_with("--"));
    assert_eq!(first, Some("DO $$"));
    let (check, rest) = sql.split_once("$$;\n").unwrap();
    assert!(
        check.contains(&format!("< {next}0000")) && rest.trim_start().starts_with("CREATE SCHEMA kept_out;"),
        "{sql}"
    );
    let error = sqlx::raw_sql(AssertSqlSafe(format!("{check}$$"))).execute(&mut owner).await.unwrap_err();
    assert!(error.to_string().contains("the schema needs PostgreSQL 18 or later, and the server is"), "{error}");
    owner.close().await.unwrap();
}

/// The migration that raises `min` checks the server before everything else, and the one that lowers it has nothing to do.
#[test]
fn a_migration_checks_the_version_that_is_raised() {
    let mut older = Database::of(&accepted::S03::SCHEMA);
    older.min = Postgres::V15;
    let newer = migrate(&accepted::S03::SCHEMA);
    let plan = newer.plan(&older).unwrap();
    assert_eq!(
        plan.steps.iter().map(|step| step.title.as_str()).collect::<Vec<_>>(),
        ["check the version of the server"]
    );
    let parts = plan.parts();
    assert_eq!((parts.len(), parts[0].name), (1, "server_version"));
    assert!(parts[0].up.contains("MESSAGE = 'the schema needs PostgreSQL 18 or later"), "{}", parts[0].up);
    assert!(!parts[0].down.contains("needs PostgreSQL"), "{}", parts[0].down);
    let mut newest = Database::of(&accepted::S02::SCHEMA);
    newest.min = Postgres::V17;
    assert!(migrate(&accepted::S02::SCHEMA).plan(&newest).unwrap().is_empty());
    let first = newer.plan(&Database::default()).unwrap();
    assert_eq!(first.steps[0].title, "check the version of the server");
    assert_eq!(first.parts()[0].name, "server_version");
}
