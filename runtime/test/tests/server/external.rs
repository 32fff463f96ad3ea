//! A server that was there before: `PERISTYLE_TEST_URL`.

use peristyle_test::server::{Database, Role, Server};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use tokio::sync::{Mutex, MutexGuard};

use crate::child::{Child, Task};

/// A run removes what an earlier one left on the server, so one test at a time looks at it.
static ALONE: Mutex<()> = Mutex::const_new(());

/// A database of a server that plays the existing one.
async fn existing() -> (MutexGuard<'static, ()>, Database) {
    let alone = ALONE.lock().await;
    (alone, Server::shared().await.unwrap().empty_database().await.unwrap())
}

/// The databases and roles that runs of the process made.
async fn remains(existing: &Database, process: u32) -> Vec<String> {
    let mut connection = PgConnection::connect(&existing.url(Role::Admin)).await.unwrap();
    let question = "SELECT name FROM (SELECT datname::text FROM pg_database UNION SELECT rolname::text FROM pg_roles) \
                    AS made (name) WHERE name ~ $1 ORDER BY name";
    let pattern = format!("^peristyle_(owner_|app_)?{process}_");
    sqlx::query_scalar(question).bind(pattern).fetch_all(&mut connection).await.unwrap()
}

#[tokio::test]
async fn nothing_stays_after_the_server_value() {
    let (_alone, existing) = existing().await;
    let mut child = Child::start(Task::Use, &[("PERISTYLE_TEST_URL", &existing.url(Role::Admin))]);
    let (process, url) = (child.id(), child.answer());
    assert!(url.contains(&format!("peristyle_app_{process}_")), "{url}");
    child.wait();
    assert_eq!(remains(&existing, process).await, [""; 0]);
}

#[tokio::test]
async fn a_user_with_no_more_than_the_needed_rights_will_do() {
    let (_alone, existing) = existing().await;
    let user = format!("tester_{}", std::process::id());
    let mut admin = PgConnection::connect(&existing.url(Role::Admin)).await.unwrap();
    let creation = format!(
        "CREATE ROLE {user} LOGIN CREATEDB CREATEROLE PASSWORD 'secret'; GRANT CONNECT ON DATABASE {} TO {user}",
        existing.name()
    );
    sqlx::raw_sql(AssertSqlSafe(creation)).execute(&mut admin).await.unwrap();
    let mut child = Child::start(Task::Use, &[("PERISTYLE_TEST_URL", &url_as(&existing, &user))]);
    let (process, url) = (child.id(), child.answer());
    assert!(url.contains("peristyle_app_"), "{url}");
    child.wait();
    assert_eq!(remains(&existing, process).await, [""; 0]);
    let removal = format!("REVOKE CONNECT ON DATABASE {} FROM {user}; DROP ROLE {user}", existing.name());
    sqlx::raw_sql(AssertSqlSafe(removal)).execute(&mut admin).await.unwrap();
}

fn url_as(existing: &Database, user: &str) -> String {
    let mut url = url::Url::parse(&existing.url(Role::Admin)).unwrap();
    url.set_username(user).unwrap();
    url.set_password(Some("secret")).unwrap();
    url.into()
}

#[tokio::test]
async fn the_next_run_removes_what_others_left() {
    let (_alone, existing) = existing().await;
    let url = existing.url(Role::Admin);
    let variables = [("PERISTYLE_TEST_URL", url.as_str())];
    let (mut killed, mut alive) = (Child::start(Task::Wait, &variables), Child::start(Task::Wait, &variables));
    let (killed_process, alive_process) = (killed.id(), alive.id());
    for child in [&mut killed, &mut alive] {
        assert!(child.answer().starts_with("postgresql://"));
    }
    killed.kill();
    assert_eq!(remains(&existing, killed_process).await.len(), 5);
    let mut next = Child::start(Task::Use, &variables);
    next.answer();
    next.wait();
    assert_eq!(remains(&existing, killed_process).await, [""; 0]);
    assert_eq!(remains(&existing, alive_process).await.len(), 5);
    alive.kill();
}

#[tokio::test]
async fn the_databases_of_a_shared_server_go_with_their_values() {
    let (_alone, existing) = existing().await;
    let mut child = Child::start(Task::Share, &[("PERISTYLE_TEST_URL", &existing.url(Role::Admin))]);
    let process = child.id();
    child.answer();
    child.wait();
    let remains = remains(&existing, process).await;
    assert!(remains.len() <= 4, "one template and three roles, until the next run: {remains:?}");
}
