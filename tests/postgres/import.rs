//! Real databases become structs that compile at the first try, and whose DDL makes the same schema.

mod public;

use std::fs;
use std::path::{Path, PathBuf};

use peristyle::Schema;
use peristyle_build::ddl::{self, Options};
use peristyle_cli::import::{Import, Imported, Modules};
use peristyle_test::server::{Database, Role, Server};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::real::{chinook, pagila};

const PAGILA: &str = include_str!("real/pagila_prelude.sql");

static ONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// Two databases: one that is imported, and an empty one.
struct Pair {
    live: PgConnection,
    scratch: PgConnection,
    _databases: [Database; 2],
}

impl Pair {
    async fn with(script: &str) -> Self {
        Self::on(Server::shared().await.unwrap(), script).await
    }

    async fn on(server: &Server, script: &str) -> Self {
        let databases = [server.empty_database().await.unwrap(), server.empty_database().await.unwrap()];
        let [live, scratch] = [0, 1].map(|at: usize| databases[at].connect_options(Role::Admin));
        let mut live = PgConnection::connect_with(&live).await.unwrap();
        let scratch = PgConnection::connect_with(&scratch).await.unwrap();
        let done = sqlx::raw_sql(AssertSqlSafe(script)).execute(&mut live).await;
        done.unwrap_or_else(|error| panic!("{error}\n{script}"));
        Self { live, scratch, _databases: databases }
    }

    /// Imports a database without changing whose its rows are: the crate compiles at the first try.
    async fn import(&mut self, import: Import) -> Imported {
        let (imported, said) = self.import_in_rounds(import).await;
        assert!(!said.iter().any(|line| line.ends_with("round 2")), "{said:#?}");
        imported
    }

    /// One at a time: the programs of all crates have one name, so that another crate could be asked.
    async fn import_in_rounds(&mut self, import: Import) -> (Imported, Vec<String>) {
        let _one = ONE.lock().await;
        let said = std::sync::Mutex::new(Vec::new());
        let imported =
            import.run(&mut self.live, &mut self.scratch, |line| said.lock().unwrap().push(line.to_owned())).await;
        (imported.unwrap_or_else(|error| panic!("{error}")), said.into_inner().unwrap())
    }
}

fn folder_of(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("import").join(name)
}

/// A new folder. The crates share the build of this workspace.
fn folder(name: &str) -> PathBuf {
    let all = Path::new(env!("CARGO_TARGET_TMPDIR")).join("import");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("..");
    let settings = format!(
        "[build]\ntarget-dir = {:?}\n[net]\noffline = true\n[profile.dev]\ndebug = \"line-tables-only\"\n",
        target.display().to_string()
    );
    fs::create_dir_all(all.join(".cargo")).unwrap();
    fs::write(all.join(".cargo/config.toml"), settings).unwrap();
    let folder = folder_of(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    folder
}

fn crate_of(name: &str) -> Import {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap();
    Import::new(folder(name)).repository(&workspace)
}

/// What the program of a crate prints.
async fn ddl_of(name: &str) -> String {
    let _one = ONE.lock().await;
    let mut cargo = std::process::Command::new(env!("CARGO"));
    let output = cargo.current_dir(folder_of(name)).args(["run", "--quiet", "--example", "ddl"]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn script(schema: &Schema) -> String {
    format!("SET timezone = 'UTC'; {}", ddl::sql(schema, &Options::new()).unwrap())
}

#[tokio::test]
async fn chinook_is_imported() {
    let mut pair = Pair::with(&script(&chinook::SCHEMA)).await;
    let imported = pair.import(crate_of("chinook")).await;
    assert!(imported.differences.is_empty(), "{imported}");
    assert_eq!((imported.tables, imported.exact), (11, 11), "{imported}");
}

#[tokio::test]
async fn pagila_is_imported() {
    let mut pair = Pair::with(&format!("{PAGILA} {}", script(&pagila::SCHEMA))).await;
    let imported = pair.import(crate_of("pagila").prelude(PAGILA)).await;
    assert!(imported.differences.is_empty() && imported.as_sql.is_empty(), "{imported}");
    assert_eq!((imported.tables, imported.exact), (16, 16), "{imported}");
}

/// Names that are no identifiers, collide or are keywords; types, keys and constraints that structs cannot state; objects that are no tables.
const ODD: &str = include_str!("import/odd.sql");

#[tokio::test]
async fn an_odd_database_is_imported_and_what_structs_cannot_state_is_kept() {
    let mut pair = Pair::with(ODD).await;
    let imported = pair.import(crate_of("odd").modules(Modules::Table)).await;
    assert!(imported.differences.is_empty(), "{imported}");
    // The tables that are not counted are named.
    assert!(!imported.inexact.is_empty() && imported.exact + imported.inexact.len() == imported.tables, "{imported}");
    let names: Vec<_> = imported.inexact.iter().map(|name| format!("`{name}`")).collect();
    assert!(imported.to_string().contains(&format!(" of them, and not all of {}\n", names.join(", "))), "{imported}");
    for kept in [
        "view `public.names`",
        "materialized view `public.counts`",
        "function `public.touch()`",
        "trigger `touch` of `public.order`",
        "foreign key `defaulted` of `public.order`",
        "table `public.child`",
    ] {
        assert!(imported.as_sql.iter().any(|line| line.starts_with(kept)), "{kept}\n{imported}");
    }
    assert!(imported.proposals.is_empty(), "{imported}");
    assert!(imported.to_string().contains("    soft_delete on "), "{imported}");
    for never in ["`public.ledger", "`public.tickets", "sequence `public.ticket", "column "] {
        assert!(!imported.as_sql.iter().any(|line| line.contains(never)), "{never}\n{imported}");
    }
    let order = fs::read_to_string(folder_of("odd").join("src/order.rs")).unwrap();
    assert!(order.contains("statistics(") && order.contains("name = \"correlated\""), "{order}");
    assert!(order.contains(r#"name = "later", not_valid)"#) && order.contains("validated = \"TODO"), "{order}");
    let ledger = fs::read_to_string(folder_of("odd").join("src/ledger.rs")).unwrap();
    for stated in [
        "#[column(name = \"id\", serial)]\n    pub row_id: i32",
        "#[column(name = \"createdAt\")]\n    pub created_at: peristyle::Timestamp",
        "#[column(no_trigger)]\n    pub updated_at: peristyle::Timestamp",
        "#[column(name = \"deletedAt\")]\n    pub deleted_at: Option<peristyle::Timestamp>",
        "#[column(no_default, unchecked_elements)]",
        "index(sql(\"lower(entry_type)\"), name = \"ledger_lower_idx\")",
        "check(sql = \"(entry_type <> 'entryType'::text)\"",
        "generated(sql = \"upper(entry_type)\")",
    ] {
        assert!(ledger.contains(stated), "{stated}\n{ledger}");
    }
    let tickets = fs::read_to_string(folder_of("odd").join("src/tickets.rs")).unwrap();
    for stated in [
        "#[column(serial(name = \"ticket_numbers\", sql_type = \"bigint\"))]\n    pub id: i32",
        "#[column(serial = \"line_numbers\")]\n    pub line: i16",
        "#[column(name = \"inserted_at\")]\n    pub created_at: peristyle::Timestamp",
    ] {
        assert!(tickets.contains(stated), "{stated}\n{tickets}");
    }
}

#[tokio::test]
async fn what_cannot_be_imported_is_said() {
    let mut pair = Pair::with("CREATE VIEW one AS SELECT 1 AS one").await;
    let import = crate_of("nothing");
    let none = import.run(&mut pair.live, &mut pair.scratch, |_| ()).await.unwrap_err();
    assert_eq!(none.to_string(), "there is no table in public");
    let folder = folder("full");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("notes"), "").unwrap();
    let full = Import::new(&folder).run(&mut pair.live, &mut pair.scratch, |_| ()).await.unwrap_err();
    assert!(full.to_string().contains("is not empty"), "{full}");
}

/// Constraints over periods are keys of structs; a primary key over periods is kept as SQL beside the key over the same columns.
const PERIODS: &str = "
    CREATE EXTENSION btree_gist;
    CREATE TABLE prices (id uuid PRIMARY KEY, product integer NOT NULL, valid_at daterange NOT NULL,
        UNIQUE (product, valid_at WITHOUT OVERLAPS));
    CREATE TABLE offers (id uuid PRIMARY KEY, product integer, offered daterange, seller integer,
        CONSTRAINT priced FOREIGN KEY (product, PERIOD offered) REFERENCES prices (product, PERIOD valid_at) DEFERRABLE,
        CONSTRAINT one_seller UNIQUE (seller, offered WITHOUT OVERLAPS) DEFERRABLE INITIALLY DEFERRED);
    CREATE TABLE stays (room integer, at int4range, PRIMARY KEY (room, at WITHOUT OVERLAPS));";

#[tokio::test]
async fn constraints_over_periods_are_imported() {
    let Some(server) = crate::periods::server().await else { return };
    let mut pair = Pair::on(server, PERIODS).await;
    let imported = pair.import(crate_of("periods")).await;
    assert!(imported.differences.is_empty(), "{imported}");
    let text = fs::read_to_string(folder_of("periods").join("src/public.rs")).unwrap();
    for stated in [
        "unique(product, valid_at, without_overlaps),",
        "foreign_key(product, period(offered), references = Price(product, valid_at), deferrable, name = \"priced\"),",
        "unique(seller, offered, without_overlaps, initially_deferred, name = \"one_seller\"),",
        "primary_key(room, at),",
    ] {
        assert!(text.contains(stated), "{stated}\n{text}");
    }
    assert!(imported.as_sql.iter().any(|line| line.starts_with("primary key `stays_pkey`")), "{imported}");
    assert!(!imported.as_sql.iter().any(|line| line.contains("offers") || line.contains("prices")), "{imported}");
}

peristyle::schema! { KEPT_COUNTRIES = [crate::kept::Country] }

/// Neither the table of the versions nor the function and the trigger that write it are SQL of the imported crate.
#[tokio::test]
async fn a_history_is_imported_as_one() {
    let mut pair = Pair::with(&script(&KEPT_COUNTRIES)).await;
    let imported = pair.import(crate_of("kept")).await;
    assert!(imported.differences.is_empty() && imported.as_sql.is_empty(), "{imported}");
    assert_eq!((imported.tables, imported.exact), (1, 1), "{imported}");
    let text = fs::read_to_string(folder_of("kept").join("src/public.rs")).unwrap();
    assert!(text.contains("    history,") && !text.contains("version_until"), "{text}");
}

#[tokio::test]
async fn tenant_tables_are_declared_or_proposed() {
    let mut pair = Pair::with(&script(&crate::shop::SCHEMA)).await;
    let proposed = pair.import(crate_of("shop")).await;
    assert!(proposed.differences.is_empty(), "{proposed}");
    assert!(proposed.to_string().contains("import with `--tenant organization_id`"), "{proposed}");

    let (declared, _) = pair.import_in_rounds(crate_of("tenants").tenant("organization_id")).await;
    let text = fs::read_to_string(folder_of("tenants").join("src/public.rs")).unwrap();
    assert!(text.contains("tenant_root,") && text.contains("tenant = Organization,"), "{text}");
    // The references of tenant tables are left out: the report says so.
    assert!(declared.to_string().contains("the DDL of the crate differs from the database:"), "{declared}");
}

/// The crate of `examples/existing-database` is what `import` writes of its dump, with the edit that its README shows, as `cargo fmt` leaves it.
#[tokio::test]
async fn the_example_is_what_import_writes() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/existing-database");
    let read = |path: &Path| fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut pair = Pair::with(&read(&example.join("library.sql"))).await;
    let imported = pair.import(crate_of("library")).await;
    assert!(imported.differences.is_empty(), "{imported}");

    let (written, committed) = (folder_of("library"), example.join("library"));
    let readme = read(&example.join("README.md"));
    let edit = readme.split_once("```diff\n").and_then(|(_, rest)| rest.split_once("```")).unwrap().0;
    let of =
        |sign| edit.lines().filter_map(|line| Some(line.strip_prefix(sign)?.to_owned() + "\n")).collect::<String>();
    let text = read(&written.join("src/public.rs"));
    assert_eq!(text.matches(&of('-')).count(), 1, "{text}");
    fs::write(written.join("src/public.rs"), text.replace(&of('-'), &of('+'))).unwrap();
    let mut rustfmt = std::process::Command::new("rustfmt");
    let settings = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    rustfmt.args(["--edition", "2024", "--config-path", settings, "src/lib.rs", "examples/ddl.rs"]);
    let ran = rustfmt.current_dir(&written).output().unwrap();
    assert!(ran.status.success(), "{ran:?}");
    for file in ["examples/ddl.rs", "src/lib.rs", "src/public.rs"] {
        assert_eq!(read(&written.join(file)), read(&committed.join(file)), "{file}");
    }
}
