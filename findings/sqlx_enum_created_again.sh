#!/usr/bin/env bash
# Guess: after a migration has put a new enum type in the place of one with the same name, an open connection fails once with it at most, and then finds the new type.
#
# Seen with sqlx 0.9.0 and PostgreSQL 15.18: each statement that binds a value of the enum fails with `cache lookup failed for type`, also a statement that the connection
# has never prepared, for as long as it is open: it keeps the OID of a type's name. Reads fail each time with `cached plan must not change result type`. A pool
# goes on giving such a connection out. `clear_cached_statements` heals both, the kept OID too.
set -euo pipefail

bin=$(pg_config --bindir)
folder=$(mktemp -d)
as=()
[ "$(id -u)" != 0 ] || as=(setpriv --reuid=65534 --regid=65534 --clear-groups env -u HOME)
trap '"${as[@]}" "$bin/pg_ctl" -D "$folder/server/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$folder"' EXIT
chmod 755 "$folder"
cd "$folder"
mkdir server src
[ "$(id -u)" != 0 ] || chown 65534:65534 server
"${as[@]}" "$bin/initdb" -D server/data -U postgres -A trust >/dev/null
"${as[@]}" "$bin/pg_ctl" -D server/data -l server/log -w -o "-c listen_addresses= -c unix_socket_directories=$folder/server" start >/dev/null
cat >Cargo.toml <<'TOML'
[package]
name = "created"
version = "0.0.0"
edition = "2024"

[dependencies]
sqlx = { version = "=0.9.0", default-features = false, features = ["derive", "macros", "postgres", "runtime-tokio"] }
tokio = { version = "1", features = ["macros", "rt"] }
TOML
cat >src/main.rs <<'RUST'
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions, Connection, query_scalar, raw_sql};

#[derive(Clone, Copy, sqlx::Type)]
#[sqlx(type_name = "mood", rename_all = "lowercase")]
enum Mood {
    Sad,
}

/// What binds the enum, what reads it, and a statement that is new to the connection.
async fn run(connection: &mut PgConnection, new: &'static str) -> String {
    let bound = query_scalar::<_, i64>("SELECT count(*) FROM days WHERE mood = $1").bind(Mood::Sad);
    let bound = bound.fetch_one(&mut *connection).await;
    let read = query_scalar::<_, Mood>("SELECT mood FROM days").fetch_one(&mut *connection).await;
    let new = query_scalar::<_, i64>(new).bind(Mood::Sad).fetch_one(&mut *connection).await;
    let text = |failed: Option<sqlx::Error>| match failed {
        None => "ok".to_owned(),
        Some(error) => error.as_database_error().and_then(|error| error.code()).unwrap_or_default().into_owned(),
    };
    format!("bound {}, read {}, new {}", text(bound.err()), text(read.err()), text(new.err()))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let socket = std::env::args().nth(1).unwrap();
    let options = PgConnectOptions::new_without_pgpass().socket(&socket).username("postgres").database("postgres");
    let (mut open, mut other) = (options.connect().await?, options.connect().await?);
    raw_sql("CREATE TYPE mood AS ENUM ('sad', 'gone'); CREATE TABLE days (mood mood); INSERT INTO days VALUES ('sad')")
        .execute(&mut other)
        .await?;
    println!("before: {}", run(&mut open, "SELECT count(*) + 1 FROM days WHERE mood = $1").await);
    raw_sql("CREATE TYPE mood_2 AS ENUM ('sad'); ALTER TABLE days ALTER mood TYPE mood_2 USING mood::text::mood_2")
        .execute(&mut other)
        .await?;
    raw_sql("DROP TYPE mood; ALTER TYPE mood_2 RENAME TO mood").execute(&mut other).await?;
    println!("first: {}", run(&mut open, "SELECT count(*) + 2 FROM days WHERE mood = $1").await);
    println!("second: {}", run(&mut open, "SELECT count(*) + 3 FROM days WHERE mood = $1").await);
    open.clear_cached_statements().await?;
    println!("cleared: {}", run(&mut open, "SELECT count(*) + 4 FROM days WHERE mood = $1").await);
    Ok(())
}
RUST
printed=$(cargo run --quiet -- "$folder/server")
printf '%s\n' "$("$bin/postgres" --version)" "$printed"
[ "$printed" = 'before: bound ok, read ok, new ok
first: bound XX000, read 0A000, new XX000
second: bound XX000, read 0A000, new XX000
cleared: bound ok, read ok, new ok' ] || { echo "this has changed"; exit 1; }
