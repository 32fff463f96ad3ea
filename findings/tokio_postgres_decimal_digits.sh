#!/usr/bin/env bash
# Guess: a numeric with more digits than a `Decimal` holds is an error, as it is with sqlx.
#
# Seen with tokio-postgres 0.7.18, sqlx 0.9.0, rust_decimal 1.43.0 and PostgreSQL 15.18: sqlx refuses it; the conversion for tokio-postgres (feature `db-tokio-postgres`) cuts the digits
# behind the point without an error, down to zero, and refuses only what is too large in front of the point.
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
name = "digits"
version = "0.0.0"
edition = "2024"

[dependencies]
rust_decimal = { version = "=1.43.0", features = ["db-tokio-postgres"] }
sqlx = { version = "=0.9.0", default-features = false, features = ["postgres", "runtime-tokio", "rust_decimal"] }
tokio = { version = "1", features = ["macros", "rt"] }
tokio-postgres = "=0.7.18"
TOML
cat >src/main.rs <<'RUST'
use rust_decimal::Decimal;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let socket = std::env::args().nth(1).unwrap();
    let options = PgConnectOptions::new_without_pgpass().socket(&socket).username("postgres").database("postgres");
    let mut sqlx = options.connect().await?;
    let config = format!("host={socket} user=postgres dbname=postgres");
    let (client, connection) = tokio_postgres::connect(&config, tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    for number in ["1.23456789012345678901234567890123", "0.00000000000000000000000000000000001", "123456789012345678901234567890"] {
        let sql = format!("SELECT {number}::numeric");
        let first: Result<Decimal, _> = sqlx::query_scalar(AssertSqlSafe(sql.as_str())).fetch_one(&mut sqlx).await;
        let second: Result<Decimal, _> = client.query_one(&sql, &[]).await?.try_get(0);
        let second = second.map_or("an error".to_owned(), |number| number.to_string());
        println!("{number}: sqlx an error: {}, tokio-postgres {second}", first.is_err());
    }
    Ok(())
}
RUST
printed=$(cargo run --quiet -- "$folder/server")
printf '%s\n' "$("$bin/postgres" --version)" "$printed"
[ "$printed" = '1.23456789012345678901234567890123: sqlx an error: true, tokio-postgres 1.2345678901234567890123456789
0.00000000000000000000000000000000001: sqlx an error: true, tokio-postgres 0.0000000000000000000000000000
123456789012345678901234567890: sqlx an error: true, tokio-postgres an error' ] || { echo "this has changed"; exit 1; }
