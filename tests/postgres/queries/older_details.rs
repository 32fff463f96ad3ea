//! Tables of an older schema: a key that others leave to the database, and rows that only know when they were created.

use peristyle::prelude::*;
use peristyle_build::ddl::{self, Options};
use peristyle_test_server::{Database, Role, Server};
use sqlx::PgPool;

use super::Pool;
use crate::accepted::older_details::{Bill, BillInsert, BillUpdate, Job, JobInsert, SCHEMA, Visit, VisitInsert};

async fn open() -> (Database, Pool) {
    let server = Server::shared().await.unwrap();
    let options = Options::new().application_role(server.role_name(Role::Application).to_owned());
    let template = server.template("older_details", &ddl::sql(&SCHEMA, &options).unwrap()).await.unwrap();
    let database = server.database(&template).await.unwrap();
    let pool = super::pool(&database, 2);
    (database, pool)
}

#[tokio::test]
async fn a_generated_id_is_kept_beside_the_default_of_the_key() {
    let (database, pool) = open().await;
    let insert = JobInsert::new("one");
    let id = insert.id();
    assert_eq!(Job::insert(insert).fetch_one(&pool).await.unwrap().id, id);
    let many = [JobInsert::new("two"), JobInsert::new("three")];
    let ids: Vec<Id<Job>> = many.iter().map(JobInsert::id).collect();
    let rows = Job::insert_many(many).fetch_all(&pool).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), ids);

    let owner = PgPool::connect_with(database.connect_options(Role::Owner)).await.unwrap();
    sqlx::raw_sql("INSERT INTO jobs (name) VALUES ('by SQL')").execute(&owner).await.unwrap();
    let found = Job::select().filter(Job::NAME.eq("by SQL")).limit(2).fetch_all(&pool).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(Job::find(found[0].id).fetch_optional(&pool).await.unwrap().unwrap().name, "by SQL");
}

#[tokio::test]
async fn a_table_with_created_at_only_is_inserted_into_and_updated() {
    let (_database, pool) = open().await;
    let bill = Bill::insert(BillInsert::new("a")).fetch_one(&pool).await.unwrap();
    let changed = Bill::update(bill.id, BillUpdate::new().name("b")).fetch_one(&pool).await.unwrap();
    assert_eq!((changed.name.as_str(), changed.created_at), ("b", bill.created_at));
    let visit = Visit::insert(VisitInsert::new(1, 2, 3, true).deferrable(4)).fetch_one(&pool).await.unwrap();
    assert_eq!((visit.global, visit.constraint, visit.deferrable, visit.initially_deferred), (1, 2, Some(4), 3));
    assert!(Visit::insert(VisitInsert::new(1, 9, 9, true)).fetch_one(&pool).await.is_err());
}
