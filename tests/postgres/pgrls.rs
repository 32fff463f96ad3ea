//! pgrls (<https://pypi.org/project/pgrls/>), a linter and a solver of row level security, reads what is emitted, with the configuration that is emitted.
//!
//! `.ci/pgrls` installs it. Without it the tests say that they are skipped; `.ci/run` installs it.

use std::env;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Command;

use peristyle::Schema;
use peristyle_build::{Database as Model, Options, ddl, pgrls};
use peristyle_test::server::{Database, Role, Server};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::tables::{chinook, partitions, schemas};
use crate::{every_option, shop};

/// The folder of the packages.
const PACKAGES: &str = "PERISTYLE_PGRLS";

/// A policy of the role of the look-ups. What the solver leaves open across tenants are the tables with such a policy: their role reads all tenants.
const LOOKUP: &str = "tenant_lookup";

/// A database with the DDL of a schema, and its `pgrls.toml`.
struct Loaded {
    packages: PathBuf,
    database: Database,
    owner: PgConnection,
    folder: PathBuf,
}

impl Loaded {
    /// None without pgrls, which is said past the capture of the test's output.
    async fn of(schema: &'static Schema) -> Option<Self> {
        let Some(packages) = env::var_os(PACKAGES).map(PathBuf::from) else {
            let _ = writeln!(std::io::stderr(), "SKIPPED, pgrls is not installed: run .ci/pgrls");
            return None;
        };
        let server = Server::shared().await.unwrap();
        let database = server.empty_database().await.unwrap();
        let mut owner = PgConnection::connect_with(&database.connect_options(Role::Owner)).await.unwrap();
        let options = Options::new().application_role(server.role_name(Role::Application));
        let text = format!("{}; {}", every_option::EXTENSIONS, ddl::sql(schema, &options).unwrap());
        sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut owner).await.unwrap();
        let folder = env::temp_dir().join(format!("peristyle-pgrls-{}", database.name()));
        std::fs::create_dir_all(&folder).unwrap();
        let checked = Model::of(schema).check(&options).unwrap();
        std::fs::write(folder.join("pgrls.toml"), pgrls::configuration(&checked)).unwrap();
        Some(Self { packages, database, owner, folder })
    }

    /// The commands that the configuration states in its head.
    fn commands(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.folder.join("pgrls.toml")).unwrap();
        let commands: Vec<_> =
            text.lines().filter_map(|line| Some(line.strip_prefix("# pgrls ")?.to_owned())).collect();
        assert_eq!(commands.len(), 4, "{text}");
        commands
    }

    /// What a command prints as JSON, whatever its exit code says.
    fn run(&self, command: &str) -> Value {
        let output = Command::new("python3")
            .args(["-m", "pgrls"])
            .args(command.split(' '))
            .args(["--format", "json", "--database-url", &self.database.url(Role::Owner)])
            .env("PYTHONPATH", &self.packages)
            .current_dir(&self.folder)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        serde_json::from_str(&text)
            .unwrap_or_else(|_| panic!("{command}: {text}{}", String::from_utf8_lossy(&output.stderr)))
    }

    /// What lint finds, and each table that a proof does not cover: the mode, its name and the verdict.
    fn found(&self) -> Vec<String> {
        let mut found = Vec::new();
        for command in self.commands() {
            let answer = self.run(&command);
            match answer["violations"].as_array() {
                Some(violations) => {
                    let severe = violations.iter().filter(|one| one["severity"] != "info");
                    // A location without a dot is a role, and the roles of a server belong to all tests.
                    let of_tables = severe.filter(|one| text(one, "location").contains('.'));
                    found.extend(of_tables.map(|one| format!("{} {}", text(one, "rule_id"), text(one, "location"))));
                }
                None => {
                    let tables = answer["tables"].as_array().unwrap_or_else(|| panic!("{command}: {answer}"));
                    assert!(!tables.is_empty(), "{command}");
                    let open = tables.iter().filter(|one| one["verdict"] != "isolated");
                    let mode = command.split(' ').skip_while(|word| *word != "--mode").nth(1).unwrap_or_default();
                    found.extend(open.map(|one| format!("{mode} {} {}", text(one, "verdict"), text(one, "table"))));
                }
            }
        }
        found
    }
}

impl Drop for Loaded {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key}: {value}"))
}

#[tokio::test]
async fn every_table_is_proven() {
    for schema in [
        &shop::SCHEMA,
        &quickstart_schema::SCHEMA,
        &partitions::SCHEMA,
        &schemas::SCHEMA,
        &chinook::SCHEMA,
        &every_option::SCHEMA,
    ] {
        let Some(mut loaded) = Loaded::of(schema).await else { return };
        let query = "SELECT format('%s unverified %s.%s', mode, schemaname, tablename) FROM pg_policies,
                (VALUES ('cross-tenant')) AS modes (mode) WHERE policyname = $1 ORDER BY 1";
        let mut expected: Vec<String> =
            sqlx::query_scalar(query).bind(LOOKUP).fetch_all(&mut loaded.owner).await.unwrap();
        let mut found = loaded.found();
        found.sort();
        if std::ptr::eq(schema, &every_option::SCHEMA) {
            // A global table with row security, whose policies are SQL of the user: it has none yet.
            expected.push("SEC009 public.drafts".to_owned());
            // A policy of the user reads a column without an index.
            expected.push("PERF003 public.house_doors.red_doors_stay".to_owned());
            expected.sort();
        }
        assert_eq!(found, expected);
    }
}

/// Each change of the shop, and what is found then.
const CHANGES: [(&str, &str); 6] = [
    ("ALTER TABLE org_products NO FORCE ROW LEVEL SECURITY", "SEC002 public.org_products"),
    ("ALTER TABLE org_products DISABLE ROW LEVEL SECURITY", "SEC032 public.org_products"),
    ("ALTER POLICY tenant_isolation ON org_products USING (true)", "anon leak public.org_products"),
    ("ALTER POLICY tenant_isolation ON org_products WITH CHECK (true)", "write leak public.org_products"),
    (
        "ALTER POLICY tenant_isolation ON org_products USING (organization_id = (SELECT current_organization_id()) OR price > 0)",
        "cross-tenant leak public.org_products",
    ),
    (
        "CREATE POLICY other ON org_products USING ((SELECT current_organization_id()) IS NULL)",
        "anon leak public.org_products",
    ),
];

#[tokio::test]
async fn every_change_is_found() {
    for (change, expected) in CHANGES {
        let Some(mut loaded) = Loaded::of(&shop::SCHEMA).await else { return };
        sqlx::raw_sql(change).execute(&mut loaded.owner).await.unwrap();
        let found = loaded.found();
        assert!(found.iter().any(|one| one == expected), "{change}: {found:?}");
    }
}
