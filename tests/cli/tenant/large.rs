//! Many rows in twenty tables, with little memory. `PERISTYLE_TENANT_ROWS=1000000` measures a large tenant.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::process::Command;
use std::time::Instant;

use peristyle::prelude::*;
use peristyle_build::{Checked, Database as Model, Options, ddl};
use peristyle_cli::tenant::erase::Erase;
use peristyle_cli::tenant::{Export, Import, Step};
use peristyle_test::server::{Database, Role, Server};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::fixture::id;
use crate::schema::TEAM;

/// A team.
#[table(name = "teams", tenant_root, prefix = "team_")]
pub struct Team {
    pub id: Id<Team>,
}

/// Something that other rows refer to, and that comes after another one.
#[table(name = "team_nodes", tenant = Team)]
pub struct Node {
    pub id: Id<Node>,
    pub team_id: Id<Team>,
    #[column(on_delete = restrict, why = "the one before it stays")]
    pub before_id: Option<Id<Node>>,
}

/// The table that is copied.
#[table(name = "team_items", tenant = Team)]
pub struct Item {
    pub id: Id<Item>,
    pub team_id: Id<Team>,
    #[column(on_delete = restrict, why = "a node with items stays")]
    pub node_id: Id<Node>,
    pub text: String,
    pub amount: i64,
}

schema! { pub SCHEMA = [Team, Node, Item] }

const TABLES: usize = 18;

/// The team, the nodes, and eighteen tables of items.
fn structs() -> Checked {
    let mut json: Value = serde_json::from_str(&Model::of(&SCHEMA).to_json()).unwrap();
    let is_of = |table: &Value| table["name"] == "team_items";
    let items = json["tables"].as_array().unwrap().iter().find(|table| is_of(table)).unwrap().to_string();
    let copies = (0..TABLES).map(|number| items.replace("team_items", &format!("team_items{number}")));
    let copies: Vec<Value> = copies.map(|copy| serde_json::from_str(&copy).unwrap()).collect();
    let tables = json["tables"].as_array_mut().unwrap();
    tables.retain(|table| !is_of(table));
    tables.extend(copies);
    json["order"] = tables.iter().map(|table| table["name"].clone()).collect();
    Model::from_json(&json.to_string()).unwrap().check(&Options::new()).unwrap()
}

async fn database(script: &str) -> (Database, PgConnection) {
    let database = Server::shared().await.unwrap().empty_database().await.unwrap();
    let mut owner = PgConnection::connect_with(&database.connect_options(Role::Owner)).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(script)).execute(&mut owner).await.unwrap();
    let admin = PgConnection::connect_with(&database.connect_options(Role::Admin)).await.unwrap();
    (database, admin)
}

/// The most memory that the process has had, in kilobytes.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB");
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// In a process of its own: the other tests need memory too.
#[test]
fn many_rows_need_little_memory() {
    let program = std::env::current_exe().unwrap();
    let mut alone = Command::new(program);
    alone.args(["--exact", "large::export_import_and_erase", "--ignored", "--nocapture"]);
    assert!(alone.status().unwrap().success());
}

#[tokio::test]
#[ignore = "run by `many_rows_need_little_memory`, alone in a process"]
async fn export_import_and_erase() {
    let rows: usize = std::env::var("PERISTYLE_TENANT_ROWS").map_or(8_000, |rows| rows.parse().unwrap());
    let each = rows / (TABLES + 1);
    // Few rows are long ones, so that the file is larger than the memory that is allowed.
    let words = if rows > 100_000 { 40 } else { 400 };
    let structs = structs();
    let script = ddl::script(&structs);
    let (_from, mut from) = database(&script).await;
    let mut fill = format!(
        "INSERT INTO teams (id) VALUES ('{TEAM}');
        INSERT INTO team_nodes (id, team_id, before_id)
        SELECT lpad(to_hex(n), 32, '0')::uuid, '{TEAM}', CASE WHEN n > 1 THEN lpad(to_hex(n - 1), 32, '0')::uuid END FROM generate_series(1, {each}) n;"
    );
    for number in 0..TABLES {
        fill += &format!(
            "INSERT INTO team_items{number} (id, team_id, node_id, text, amount)
            SELECT gen_random_uuid(), '{TEAM}', lpad(to_hex(n), 32, '0')::uuid, repeat('text ', {words}), n FROM generate_series(1, {each}) n;"
        );
    }
    sqlx::raw_sql(AssertSqlSafe(fill)).execute(&mut from).await.unwrap();
    let (_to, mut to) = database(&script).await;
    let path = std::env::temp_dir().join(format!("peristyle-tenant-{}.jsonl", std::process::id()));

    let (before, started) = (memory(), Instant::now());
    let mut steps = 0_u64;
    let mut show = |_: Step<'_>| steps += 1;
    let file = File::create(&path).unwrap();
    let exported = Export::new(&structs, id(TEAM)).run(&mut from, BufWriter::new(file), &mut show).await.unwrap();
    let size = path.metadata().unwrap().len();
    println!("export: {} rows, {size} bytes, {:?}, {} kB more", exported.rows, started.elapsed(), memory() - before);
    assert_eq!(exported.rows as usize, 1 + each * (TABLES + 1));

    let started = Instant::now();
    let input = BufReader::new(File::open(&path).unwrap());
    let batch = if rows > 100_000 { 20_000 } else { 150 };
    let imported = Import::new(&structs).batch(batch).run(&mut to, input, &mut show).await.unwrap();
    println!("import: {:?}, {} kB more", started.elapsed(), memory() - before);
    assert_eq!(imported.tables, exported.tables);
    std::fs::remove_file(&path).unwrap();

    let started = Instant::now();
    let certificate = Erase::new(&structs, id(TEAM)).run(&mut from, &mut show).await.unwrap();
    println!("erase: {:?}, {} kB more, {steps} steps", started.elapsed(), memory() - before);
    assert!(certificate.complete, "{certificate:?}");
    assert_eq!(certificate.tables.iter().map(|table| table.erased).sum::<i64>(), i64::try_from(exported.rows).unwrap());
    let (most, file) = (memory() - before, size >> 10);
    assert!(most < file / 2, "{most} kB for a file of {file} kB");
    assert!(steps > 60);
}
