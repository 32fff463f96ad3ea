//! What the macros accept is loaded by a server: random schemas, one crate of them, one build. A snapshot of each prints the same DDL.
//!
//! `PERISTYLE_RANDOM_SEED` takes the seed of the first schema, `PERISTYLE_RANDOM_SCHEMAS` their number. The sources stay in `target/random`.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use std::{env, fs};

use peristyle::audit::Finding;
use peristyle_test::server::{Role, Server};
use peristyle_test_generator::{Random, Schema};
use peristyle_tests::in_workspace;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::squawk;

/// Stands between two schemas in what the program prints.
const SEPARATOR: char = '\u{1e}';

#[tokio::test]
async fn random_schemas_load() {
    let (seed, count) = (number("PERISTYLE_RANDOM_SEED", 1), number("PERISTYLE_RANDOM_SCHEMAS", 40));
    let seeds: Vec<u64> = (seed..seed + count).collect();
    let server = Server::shared().await.unwrap();
    let begin = Instant::now();
    let texts = printed(&seeds, server.role_name(Role::Application));
    assert_eq!(texts.len(), seeds.len());
    let built = begin.elapsed();

    let database = server.empty_database().await.unwrap();
    let mut owner = PgConnection::connect_with(&database.connect_options(Role::Owner)).await.unwrap();
    for (seed, text) in seeds.iter().zip(&texts) {
        assert_eq!(squawk::found(text), [""; 0], "PERISTYLE_RANDOM_SEED={seed}");
        let load = format!("BEGIN; CREATE SCHEMA random_{seed}; SET LOCAL search_path = pg_catalog; {text}; COMMIT");
        let loaded = sqlx::raw_sql(AssertSqlSafe(load)).execute(&mut owner).await;
        loaded.unwrap_or_else(|error| panic!("PERISTYLE_RANDOM_SEED={seed} does not load: {error:?}\n{text}"));
    }
    println!("{count} schemas: built and printed in {built:.1?}, loaded in {:.1?}", begin.elapsed() - built);
    let tables =
        "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace::regnamespace::text LIKE 'random\\_%'";
    let loaded: i64 = sqlx::query_scalar(tables).fetch_one(&mut owner).await.unwrap();
    let written: usize = seeds.iter().map(|seed| schema(*seed).tables.len()).sum();
    assert_eq!(usize::try_from(loaded).unwrap(), written);
    assert_only_waived(&seeds, &peristyle::audit(&mut owner, server.role_name(Role::Application)).await.unwrap());
}

/// The audit finds the tables without row security and the keys over all tenants that say so, and nothing else.
fn assert_only_waived(seeds: &[u64], found: &[Finding]) {
    let open = |seed: &u64| schema(*seed).tables.iter().filter(|table| table.waives("row_security")).count();
    for finding in found {
        let waived = matches!(finding.code, "L10" | "L21" | "L26" | "L27") && finding.waiver.is_some();
        // A struct may refer to the root twice; the advice A18 says so.
        assert!(waived || finding.code == "L55", "{finding}");
    }
    assert_eq!(found.iter().filter(|finding| finding.code == "L10").count(), seeds.iter().map(open).sum::<usize>());
}

fn number(variable: &str, otherwise: u64) -> u64 {
    env::var(variable).map_or(otherwise, |value| value.parse().expect("the variable is a number"))
}

fn schema(seed: u64) -> Schema {
    Schema::generate(&mut Random::new(seed))
}

/// The DDL of each schema, from a program that is made of them.
fn printed(seeds: &[u64], role: &str) -> Vec<String> {
    let folder = target().join("random");
    write_crate(&folder, seeds);
    // The manifest stands alone, but its dependencies are those of the workspace: what is built of them is used again.
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--offline", "--quiet", "--manifest-path"]).arg(folder.join("Cargo.toml"));
    let built = build.arg("--target-dir").arg(target()).output().expect("cargo runs");
    let program = target().join("debug/peristyle-random-schemas");
    assert!(
        built.status.success(),
        "{} does not compile:\n{}",
        folder.display(),
        String::from_utf8_lossy(&built.stderr)
    );
    let run = Command::new(program).arg(role).output().expect("the program runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let text = String::from_utf8(run.stdout).expect("DDL is text");
    text.split_terminator(SEPARATOR).map(str::to_owned).collect()
}

/// The folder that this test was built into.
fn target() -> PathBuf {
    let own = env::current_exe().expect("a test is a file");
    own.ancestors().nth(3).expect("a test is in target/debug/deps").to_owned()
}

fn write_crate(folder: &Path, seeds: &[u64]) {
    let mut main = String::from(
        "//! Random schemas.\n#![deny(warnings)]\n#![allow(dead_code, non_snake_case)]\n\nuse peristyle_build::{Database, ddl};\n\n",
    );
    let mut body = String::new();
    for seed in seeds {
        write_file(&folder.join(format!("src/schema_{seed}.rs")), &schema(*seed).to_string());
        writeln!(main, "mod schema_{seed};").unwrap();
        writeln!(body, "    print(&schema_{seed}::SCHEMA, \"random_{seed}\");").unwrap();
    }
    writeln!(main, "\nfn main() {{\n{body}}}\n\n{PRINT}").unwrap();
    write_file(&folder.join("src/main.rs"), &main);
    write_file(&folder.join("Cargo.toml"), &MANIFEST.replace("{root}", &in_workspace("").display().to_string()));
    write_file(&folder.join("Cargo.lock"), &peristyle_tests::text(&in_workspace("Cargo.lock")));
}

const PRINT: &str = r#"fn print(schema: &peristyle::Schema, name: &str) {
    let role = std::env::args().nth(1).unwrap();
    let options = ddl::Options::new().schema(name).application_role(role);
    let database = Database::of(schema);
    let read = Database::from_json(&database.to_json()).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(read == database, "{name} is not what its snapshot is");
    let [text, of_snapshot] = [database, read].map(|database| {
        let checked = database.check(&options).unwrap_or_else(|error| panic!("{name}: {error}"));
        ddl::script(&checked)
    });
    assert!(text == of_snapshot, "{name}: the DDL of the snapshot is another one\n{text}\n{of_snapshot}");
    print!("{text}\u{1e}");
}
"#;

const MANIFEST: &str = r#"[package]
name = "peristyle-random-schemas"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
chrono = { version = "0.4", default-features = false, features = ["now", "std"] }
peristyle = { path = "{root}runtime", features = ["json", "rust_decimal", "serde", "sqlx"] }
peristyle-build = { path = "{root}runtime/build" }
rust_decimal = { version = "1", default-features = false, features = ["std"] }
uuid = { version = "1", features = ["v7"] }

[profile.dev]
debug = "line-tables-only"
"#;

/// A file that stays as it is keeps its time, so that nothing is built again.
fn write_file(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("the folder can be made");
    if fs::read_to_string(path).ok().as_deref() != Some(text) {
        fs::write(path, text).expect("the file can be written");
    }
}
