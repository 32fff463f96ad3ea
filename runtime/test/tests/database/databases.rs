//! A database for each test, and who connects to it.

use peristyle::prelude::*;
use peristyle_test::{Setup, TestDatabase, TestError};
use shop_schema::{Organization, OrganizationInsert, SCHEMA};

async fn sign_up(db: &TestDatabase, name: &str) -> Tenant<Organization> {
    let organization = OrganizationInsert::new(name);
    let tenant = Tenant::<Organization>::new(organization.id());
    Organization::insert(tenant, organization).execute(&db.pool()).await.unwrap();
    tenant
}

#[peristyle_test::test]
async fn the_schema_in_scope_is_loaded(db: TestDatabase) {
    let tenant = sign_up(&db, "ours").await;
    assert_eq!(Organization::find(tenant).fetch_one(&db.pool()).await.unwrap().name, "ours");
}

#[peristyle_test::test(schema = shop_schema::SCHEMA, worker_threads = 2, crate = peristyle_test)]
async fn a_test_may_return_an_error_and_have_threads(db: TestDatabase) -> Result<(), peristyle::Error> {
    let task = tokio::spawn(async move { sign_up(&db, "ours").await });
    assert!(task.await.is_ok());
    Ok(())
}

#[peristyle_test::test]
#[should_panic(expected = "the test itself")]
async fn other_attributes_stay(_db: TestDatabase) {
    panic!("the test itself");
}

#[tokio::test]
async fn no_test_sees_the_rows_of_another() {
    let (one, other) = tokio::try_join!(TestDatabase::new(&SCHEMA), TestDatabase::new(&SCHEMA)).unwrap();
    sign_up(&one, "ours").await;
    let count = "SELECT count(*) FROM organizations";
    for (db, rows) in [(&one, 1), (&other, 0)] {
        assert_eq!(sqlx::query_scalar::<_, i64>(count).fetch_one(&db.admin()).await.unwrap(), rows);
    }
    assert_ne!(one.name(), other.name());
}

#[peristyle_test::test]
async fn each_role_is_what_it_says(db: TestDatabase) {
    sign_up(&db, "ours").await;
    let rows = "SELECT count(*) FROM organizations";
    // Row level security holds for the owner too, and no tenant is set here.
    for pool in [db.pool(), db.owner()] {
        let refused = sqlx::query("SELECT FROM org_customers").fetch_optional(&pool).await.unwrap_err();
        assert_eq!(refused.as_database_error().unwrap().message(), "no tenant is set");
    }
    assert_eq!(sqlx::query_scalar::<_, i64>(rows).fetch_one(&db.admin()).await.unwrap(), 1);
    let who: String = sqlx::query_scalar("SELECT current_user::text").fetch_one(&db.pool()).await.unwrap();
    assert_eq!(who, db.application_role());
    let owns = "SELECT pg_get_userbyid(relowner) = current_user FROM pg_class WHERE relname = 'organizations'";
    assert!(sqlx::query_scalar::<_, bool>(owns).fetch_one(&db.owner()).await.unwrap());
}

#[tokio::test]
async fn a_setup_has_sql_before_and_after_the_tables() {
    let setup = Setup::new()
        .before("CREATE EXTENSION citext")
        .after("INSERT INTO users (id, email, name) VALUES (gen_random_uuid(), 'a@example.com', 'A')");
    let db = TestDatabase::with(&SCHEMA, &setup).await.unwrap();
    let found = "SELECT count(*) FROM users, pg_extension WHERE extname = 'citext' AND email = 'a@example.com'";
    assert_eq!(sqlx::query_scalar::<_, i64>(found).fetch_one(&db.pool()).await.unwrap(), 1);
}

#[tokio::test]
async fn wrong_sql_of_a_setup_is_an_error_with_its_line() {
    let setup = Setup::new().before("SELECT 1;\nSELECT txet");
    let error = TestDatabase::with(&SCHEMA, &setup).await.unwrap_err();
    assert!(matches!(error, TestError::Database(_)), "{error}");
    assert!(error.to_string().ends_with("failed in line 2: column \"txet\" does not exist"), "{error}");
}

#[cfg(feature = "deadpool-postgres")]
#[peristyle_test::test]
async fn the_other_driver_runs_on_the_same_database(db: TestDatabase) {
    let tenant = sign_up(&db, "ours").await;
    let pool = db.deadpool().unwrap();
    assert_eq!(Organization::find(tenant).fetch_one(&pool).await.unwrap().name, "ours");
    let mut client = db.client().await.unwrap();
    let mut tx = client.begin_tenant(tenant).await.unwrap();
    assert_eq!(Organization::find(tenant).fetch_one(&mut tx).await.unwrap().name, "ours");
    drop(tx);
    assert!(db.config(peristyle_test::server::Role::Owner).is_ok());
}
