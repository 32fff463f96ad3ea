//! This test binary again, as a process with an environment of its own that can be killed.

use std::{
    env, future,
    io::{BufRead, BufReader, Read, Write},
    process::{self, ChildStdout, Command, Stdio},
};

use peristyle_test::server::{Database, Role, Server};
use sqlx::{Connection, PgConnection};

/// Tells the child what to do.
const TASK: &str = "PERISTYLE_TEST_CHILD";

/// What a line of the child's answer begins with, among the lines of the test harness.
const ANSWER: &str = "child: ";

/// What a child does.
#[derive(Clone, Copy, Debug)]
pub enum Task {
    /// Starts a server, uses a database and drops both.
    Use,
    /// Uses a database of the shared server, which is never dropped.
    Share,
    /// Uses a database, then waits to be killed.
    Wait,
    /// Uses a database, then panics.
    Panic,
}

/// A running child; killed, if it still runs, when the value is dropped.
pub struct Child {
    process: process::Child,
    stdout: BufReader<ChildStdout>,
}

impl Child {
    /// Runs the task under the variables, without those that would lead to another server.
    pub fn start(task: Task, variables: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env::current_exe().unwrap());
        command.args(["--exact", "child::child", "--ignored", "--nocapture"]);
        command.env_remove("PERISTYLE_TEST_URL").env_remove("PG_BIN").envs(variables.iter().copied());
        command.env(TASK, format!("{task:?}")).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().unwrap();
        let stdout = BufReader::new(process.stdout.take().unwrap());
        Self { process, stdout }
    }

    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// The next answer: the URL of a database, or an error.
    pub fn answer(&mut self) -> String {
        let mut lines = self.stdout.by_ref().lines().map(Result::unwrap);
        let line = lines.find_map(|line| line.split_once(ANSWER).map(|(_, answer)| answer.to_owned()));
        line.expect("the child answers").replace('\u{b6}', "\n")
    }

    /// Waits until the child has ended by itself.
    pub fn wait(mut self) {
        self.process.wait().unwrap();
    }

    /// Ends the child as `kill -9` does.
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test]
#[ignore = "other tests run it in a process of its own"]
async fn child() {
    let Ok(task) = env::var(TASK) else { return };
    let tasks = [Task::Use, Task::Share, Task::Wait, Task::Panic];
    perform(tasks.into_iter().find(|known| format!("{known:?}") == task).unwrap()).await;
}

async fn perform(task: Task) {
    if let Task::Share = task {
        return answer(&url(&use_database(Server::shared().await.unwrap()).await));
    }
    let server = match Server::start().await {
        Ok(server) => server,
        Err(error) => return answer(&error.to_string()),
    };
    let database = use_database(&server).await;
    answer(&url(&database));
    match task {
        Task::Wait => future::pending().await,
        Task::Panic => panic!("as the task demands"),
        Task::Use | Task::Share => {}
    }
}

/// A database that the application can read.
async fn use_database(server: &Server) -> Database {
    let sql =
        "CREATE TABLE product (name text); GRANT USAGE ON SCHEMA public TO PUBLIC; GRANT SELECT ON product TO PUBLIC";
    let template = server.template("shop", sql).await.unwrap();
    let database = server.database(&template).await.unwrap();
    let mut connection = PgConnection::connect(&url(&database)).await.unwrap();
    let products: i64 = sqlx::query_scalar("SELECT count(*) FROM product").fetch_one(&mut connection).await.unwrap();
    assert_eq!(products, 0);
    database
}

fn url(database: &Database) -> String {
    database.url(Role::Application)
}

fn answer(text: &str) {
    let mut stdout = std::io::stdout();
    writeln!(stdout, "\n{ANSWER}{}", text.replace('\n', "\u{b6}")).unwrap();
    stdout.flush().unwrap();
}
