//! What is emitted has nothing to be found. `accepted.rs` and `tests/random` ask the same of their schemas.

use peristyle::Schema;
use peristyle::audit::Finding;
use peristyle_build::ddl::{self, Options};
use peristyle_test::server::{Role, Server};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use super::{said, shop};

#[tokio::test]
async fn the_shop() {
    let waived = assert_clean(&shop::SCHEMA, None).await;
    let said: Vec<_> = waived.iter().map(|finding| (finding.code, finding.waiver.as_deref())).collect();
    assert_eq!(said, [("L21", Some("a host belongs to one shop in the world"))]);
}

#[tokio::test]
async fn the_quickstart() {
    assert_eq!(assert_clean(&quickstart_schema::SCHEMA, None).await, []);
}

/// The functions that keep versions run as the owner of the tables.
#[tokio::test]
async fn tables_whose_versions_are_kept() {
    for name in [None, Some("Shop of ours")] {
        let waived = assert_clean(&crate::kept::KEPT, name).await;
        assert!(waived.iter().all(|finding| finding.code == "L27"), "{}", said(&waived));
    }
}

#[tokio::test]
async fn a_schema_with_a_name_of_its_own() {
    assert_clean(&shop::SCHEMA, Some("Shop of ours")).await;
}

/// What is waived is told, with its reason.
async fn assert_clean(schema: &Schema, name: Option<&str>) -> Vec<Finding> {
    let server = Server::shared().await.unwrap();
    let role = server.role_name(Role::Application);
    let options = Options::new().application_role(role);
    let options = name.map_or(options.clone(), |name| options.schema(name));
    let database = server.empty_database().await.unwrap();
    let mut owner = PgConnection::connect_with(&database.connect_options(Role::Owner)).await.unwrap();
    if let Some(name) = name {
        owner.execute(AssertSqlSafe(format!("CREATE SCHEMA \"{name}\""))).await.unwrap();
    }
    sqlx::raw_sql(AssertSqlSafe(ddl::sql(schema, &options).unwrap())).execute(&mut owner).await.unwrap();
    let found = peristyle::audit(&mut owner, role).await.unwrap();
    let (waived, found): (Vec<_>, Vec<_>) = found.into_iter().partition(|finding| finding.waiver.is_some());
    assert!(found.is_empty(), "{}", said(&found));
    waived
}

/// What the schema knows and the database does not.
pub(super) const SEEN: &[&str] = &["L58"];

#[tokio::test]
async fn a_server_that_is_older_than_the_schema_needs() {
    static FUTURE: Schema = Schema::new(&[], &[]).with_min(99);
    let mut audited = super::Audited::open().await;
    let found = peristyle::audit_schema(&mut audited.admin, &audited.role, &FUTURE).await.unwrap();
    let found: Vec<_> = found.iter().filter(|finding| finding.waiver.is_none()).collect();
    assert_eq!(found.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["L58"]);
    assert!(
        found[0].text.starts_with("the schema needs PostgreSQL 99 or later, and the server is PostgreSQL 1"),
        "{}",
        found[0]
    );
    assert_eq!(found[0].mend, None);
    let found = peristyle::audit_schema(&mut audited.admin, &audited.role, &shop::SCHEMA).await.unwrap();
    assert!(found.iter().all(|finding| finding.waiver.is_some()), "{}", said(&found));
}
