//! A database in production, and the program of its shop.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use peristyle_test::server::{Database, Role, Server};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// A database with the tables of a program.
pub struct Production {
    database: Database,
    program: &'static str,
    pub folder: PathBuf,
}

/// What a command printed.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Production {
    pub async fn new(program: &'static str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let server = Server::shared().await.unwrap();
        let database = server.empty_database().await.unwrap();
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("peristyle-plans-{}-{count}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let production = Self { database, program, folder };
        if program == "options" {
            production.sql(Role::Owner, EXTENSIONS).await;
        }
        let ddl = production.run(&["ddl"]);
        assert_eq!(ddl.code, 0, "{ddl:?}");
        production.sql(Role::Owner, &ddl.stdout).await;
        production
    }

    pub async fn sql(&self, role: Role, sql: &str) {
        let mut connection = PgConnection::connect_with(&self.database.connect_options(role)).await.unwrap();
        let done = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await;
        done.unwrap_or_else(|error| panic!("{error}\n{sql}"));
    }

    /// The number that a query returns.
    pub async fn number(&self, sql: &str) -> i64 {
        let mut connection = PgConnection::connect_with(&self.database.connect_options(Role::Admin)).await.unwrap();
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut connection).await.unwrap()
    }

    pub fn url(&self, role: Role) -> String {
        self.database.url(role)
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_as(self.program, arguments)
    }

    /// The same with another program.
    pub fn run_as(&self, program: &str, arguments: &[&str]) -> Ran {
        self.ran(Command::new(path_of(program)).args(arguments))
    }

    /// The same, with what the shell says of its time in the last lines.
    pub fn timed(&self, arguments: &[&str]) -> Ran {
        let program = path_of(self.program);
        self.ran(Command::new("sh").args(["-c", "\"$0\" \"$@\"; times", program]).args(arguments))
    }

    fn ran(&self, command: &mut Command) -> Ran {
        command.current_dir(&self.folder).env_remove("DATABASE_URL").env("SHOP_ROLE", self.role());
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ran { code: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    fn role(&self) -> String {
        let url = self.url(Role::Application);
        url.split("//").nth(1).unwrap().split(':').next().unwrap().to_owned()
    }

    /// Dumps the statistics to a file.
    pub fn dump(&self) -> PathBuf {
        let path = self.folder.join("statistics.jsonl");
        let ran = self.run(&["statistics", "dump", &self.url(Role::Admin), "--output", &path.display().to_string()]);
        assert_eq!(ran.code, 0, "{ran:?}");
        path
    }

    pub fn check(&self, path: &Path, more: &[&str]) -> Ran {
        self.run(&[&["plans", "check", &path.display().to_string()], more].concat())
    }

    /// Three thousand rows of each tenant table, analyzed; then the sizes are two thousand times as large.
    pub async fn grow(&self) {
        self.sql(Role::Admin, ROWS).await;
    }
}

fn path_of(program: &str) -> &'static str {
    match program {
        "hundred" => env!("CARGO_BIN_EXE_hundred"),
        "options" => env!("CARGO_BIN_EXE_options"),
        _ => env!("CARGO_BIN_EXE_planned"),
    }
}

impl Drop for Production {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.folder).ok();
    }
}

impl Ran {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

const ROWS: &str = include_str!("rows.sql");

/// What the schema with every option needs.
pub const EXTENSIONS: &str = "CREATE EXTENSION btree_gist; CREATE EXTENSION pg_trgm; CREATE EXTENSION citext";
