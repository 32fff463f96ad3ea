#!/usr/bin/env bash
# Guess: `time '24:00'`, the end of a day, has no value in Rust's types of a time of day, so reading it is an error.
#
# Seen with sqlx 0.9.0, tokio-postgres 0.7.18, chrono 0.4.45 and PostgreSQL 15.18: both drivers read it as 00:00, the begin of the day, without an error. They add the microseconds to
# midnight, and chrono's addition wraps around. An interval of opening hours from 08:00 to 24:00 is read as one that ends before it begins.
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
name = "midnight"
version = "0.0.0"
edition = "2024"

[dependencies]
chrono = { version = "=0.4.45", default-features = false }
sqlx = { version = "=0.9.0", default-features = false, features = ["chrono", "postgres", "runtime-tokio"] }
tokio = { version = "1", features = ["macros", "rt"] }
tokio-postgres = { version = "=0.7.18", features = ["with-chrono-0_4"] }
TOML
cat >src/main.rs <<'RUST'
use chrono::NaiveTime;
use sqlx::ConnectOptions;
use sqlx::postgres::PgConnectOptions;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let socket = std::env::args().nth(1).unwrap();
    let options = PgConnectOptions::new_without_pgpass().socket(&socket).username("postgres").database("postgres");
    let mut sqlx = options.connect().await?;
    let config = format!("host={socket} user=postgres dbname=postgres");
    let (client, connection) = tokio_postgres::connect(&config, tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    const SQL: &str = "SELECT '24:00'::time";
    let first: NaiveTime = sqlx::query_scalar(SQL).fetch_one(&mut sqlx).await?;
    let second: NaiveTime = client.query_one(SQL, &[]).await?.try_get(0)?;
    let written: bool = client.query_one("SELECT $1 = '24:00'::time", &[&second]).await?.get(0);
    println!("24:00 is read as {first} by sqlx and {second} by tokio-postgres; written back, it is 24:00: {written}");
    Ok(())
}
RUST
printed=$(cargo run --quiet -- "$folder/server")
printf '%s\n' "$("$bin/postgres" --version)" "$printed"
[ "$printed" = '24:00 is read as 00:00:00 by sqlx and 00:00:00 by tokio-postgres; written back, it is 24:00: false' ] || { echo "this has changed"; exit 1; }
