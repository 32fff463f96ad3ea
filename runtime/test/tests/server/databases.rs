//! Templates, databases and roles.

use std::collections::HashSet;

use peristyle_test::server::{Database, DatabaseError, Role, Server};
use sqlx::{ConnectOptions, Connection, PgConnection, Row, postgres::PgRow};
use tokio::task::JoinSet;

const SHOP: &str = "
    CREATE TABLE product (name text NOT NULL);
    INSERT INTO product VALUES ('chair'), ('table');
";

async fn connect(database: &Database, role: Role) -> PgConnection {
    PgConnection::connect(&database.url(role)).await.unwrap()
}

async fn count(connection: &mut PgConnection) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM product").fetch_one(connection).await.unwrap()
}

/// The code of the error that the statement ends with.
async fn refusal(connection: &mut PgConnection, statement: &'static str) -> String {
    let error = sqlx::raw_sql(statement).execute(connection).await.unwrap_err();
    error.as_database_error().unwrap().code().unwrap().into_owned()
}

#[tokio::test]
async fn the_server_describes_itself() {
    let server = Server::shared().await.unwrap();
    assert!(server.description().starts_with("PostgreSQL 1"), "{}", server.description());
    let again = Server::shared().await.unwrap();
    assert!(std::ptr::eq(server, again));
}

#[tokio::test]
async fn a_database_is_a_copy_of_its_template() {
    let server = Server::shared().await.unwrap();
    let template = server.template("copy", SHOP).await.unwrap();
    let (one, other) = (server.database(&template).await.unwrap(), server.database(&template).await.unwrap());
    sqlx::raw_sql("DELETE FROM product").execute(&mut connect(&one, Role::Owner).await).await.unwrap();
    assert_eq!(count(&mut connect(&one, Role::Owner).await).await, 0);
    assert_eq!(count(&mut connect(&other, Role::Owner).await).await, 2);
}

#[tokio::test]
async fn url_and_options_lead_to_the_same_database() {
    let server = Server::shared().await.unwrap();
    let database = server.empty_database().await.unwrap();
    for role in [Role::Admin, Role::Owner, Role::Application] {
        let question = "SELECT current_database()::text, current_user::text";
        let mut by_url = connect(&database, role).await;
        let mut by_options = database.connect_options(role).connect().await.unwrap();
        let expected = (database.name().to_owned(), server.role_name(role).to_owned());
        assert_eq!(sqlx::query_as::<_, (String, String)>(question).fetch_one(&mut by_url).await.unwrap(), expected);
        assert_eq!(sqlx::query_as::<_, (String, String)>(question).fetch_one(&mut by_options).await.unwrap(), expected);
    }
}

#[tokio::test]
async fn a_template_is_created_once() {
    let server = Server::shared().await.unwrap();
    let mut callers = JoinSet::new();
    for _ in 0..8 {
        callers.spawn(async { server.template("once", SHOP).await.unwrap().database_name().to_owned() });
    }
    let names: HashSet<String> = callers.join_all().await.into_iter().collect();
    assert_eq!(names.len(), 1);
}

#[tokio::test]
async fn many_copies_are_created_at_the_same_time() {
    let server = Server::shared().await.unwrap();
    let template = server.template("many", SHOP).await.unwrap();
    let mut callers = JoinSet::new();
    for _ in 0..8 {
        let template = template.clone();
        callers.spawn(async move { server.database(&template).await.unwrap() });
    }
    let databases = callers.join_all().await;
    let names: HashSet<&str> = databases.iter().map(Database::name).collect();
    assert_eq!(names.len(), 8);
}

#[tokio::test]
async fn a_template_of_wrong_sql_names_the_line() {
    let server = Server::shared().await.unwrap();
    let error = server.template("wrong", "CREATE TABLE a (b text);\n\nCREATE TABLE c (d txet);").await.unwrap_err();
    let expected = "the SQL of template `wrong` failed in line 3: type \"txet\" does not exist";
    assert_eq!(error.to_string(), expected);
    let error = server.template("wrong", "SELECT 1").await.unwrap_err();
    assert!(matches!(error, DatabaseError::NameTaken { .. }), "{error}");
}

#[tokio::test]
async fn a_dropped_database_is_gone() {
    let server = Server::shared().await.unwrap();
    let database = server.empty_database().await.unwrap();
    let observer = server.empty_database().await.unwrap();
    let name = database.name().to_owned();
    let _still_connected = connect(&database, Role::Application).await;
    drop(database);
    let mut connection = connect(&observer, Role::Admin).await;
    for _ in 0..6000 {
        let question = sqlx::query("SELECT FROM pg_database WHERE datname = $1").bind(&name);
        if question.fetch_optional(&mut connection).await.unwrap().is_none() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("`{name}` is still there");
}

#[tokio::test]
async fn the_owner_owns_and_bypasses_nothing() {
    let server = Server::shared().await.unwrap();
    let database = server.empty_database().await.unwrap();
    let mut owner = connect(&database, Role::Owner).await;
    let question = "SELECT pg_get_userbyid(datdba)::text, nspowner::regrole::text \
                    FROM pg_database, pg_namespace WHERE datname = current_database() AND nspname = 'public'";
    let owners: (String, String) = sqlx::query_as(question).fetch_one(&mut owner).await.unwrap();
    let name = server.role_name(Role::Owner).to_owned();
    assert_eq!(owners, (name.clone(), name));
    assert_eq!(attributes(&mut owner).await, [false; 5]);
}

#[tokio::test]
async fn the_application_can_do_nothing_but_connect() {
    let server = Server::shared().await.unwrap();
    let template = server.template("closed", SHOP).await.unwrap();
    let database = server.database(&template).await.unwrap();
    let mut application = connect(&database, Role::Application).await;
    assert_eq!(attributes(&mut application).await, [false; 5]);
    assert_eq!(privileges(&mut application).await, [true, false, false, false, false]);
    assert_eq!(refusal(&mut application, "SELECT * FROM public.product").await, "42501");
    assert_eq!(refusal(&mut application, "CREATE TABLE public.mine ()").await, "42501");
    assert_eq!(refusal(&mut application, "CREATE TEMP TABLE mine ()").await, "42501");
    assert_eq!(refusal(&mut application, "CREATE DATABASE mine").await, "42501");
}

async fn attributes(connection: &mut PgConnection) -> [bool; 5] {
    let question = "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls \
                    FROM pg_roles WHERE rolname = current_user";
    booleans(&sqlx::query(question).fetch_one(connection).await.unwrap())
}

async fn privileges(connection: &mut PgConnection) -> [bool; 5] {
    let question = "SELECT has_database_privilege(current_database(), 'CONNECT'), \
                    has_database_privilege(current_database(), 'CREATE'), \
                    has_database_privilege(current_database(), 'TEMPORARY'), \
                    has_schema_privilege('public', 'USAGE'), has_schema_privilege('public', 'CREATE')";
    booleans(&sqlx::query(question).fetch_one(connection).await.unwrap())
}

fn booleans(row: &PgRow) -> [bool; 5] {
    std::array::from_fn(|column| row.get(column))
}
