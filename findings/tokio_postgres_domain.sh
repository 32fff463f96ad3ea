#!/usr/bin/env bash
# Guess: what can be read from a column of a domain over text, a `String`, can also be bound to a parameter of that domain, and a list of them read from a column of an array.
#
# Seen with tokio-postgres 0.7.18, sqlx 0.9.0 and PostgreSQL 15.18: PostgreSQL describes a column of a domain by the type below it, but a parameter by the domain, and an
# array by the array of the domain. tokio-postgres compares types by their OID, so it reads the column and refuses the value that it read as a parameter, and refuses the
# array in both directions. sqlx looks through the domain and accepts all of them.
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
name = "domain"
version = "0.0.0"
edition = "2024"

[dependencies]
sqlx = { version = "=0.9.0", default-features = false, features = ["postgres", "runtime-tokio"] }
tokio = { version = "1", features = ["macros", "rt"] }
tokio-postgres = "=0.7.18"
TOML
cat >src/main.rs <<'RUST'
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
    client.batch_execute("CREATE DOMAIN word AS text; CREATE TABLE lines (first word, rest word[])").await?;
    client.batch_execute("INSERT INTO lines VALUES ('a', '{b,c}')").await?;
    const FIRST: &str = "SELECT first FROM lines";
    const REST: &str = "SELECT rest FROM lines";
    const BIND: &str = "SELECT count(*) FROM lines WHERE first = $1";
    const CAST: &str = "SELECT $1::word";
    const CASTS: &str = "SELECT cardinality($1::word[])";
    let list = vec!["b".to_owned(), "c".to_owned()];
    let a = "a".to_owned();
    let by_sqlx = [
        sqlx::query_scalar::<_, String>(FIRST).fetch_one(&mut sqlx).await.is_ok(),
        sqlx::query_scalar::<_, Vec<String>>(REST).fetch_one(&mut sqlx).await.is_ok(),
        sqlx::query_scalar::<_, i64>(BIND).bind(&a).fetch_one(&mut sqlx).await.is_ok(),
        sqlx::query_scalar::<_, String>(CAST).bind(&a).fetch_one(&mut sqlx).await.is_ok(),
        sqlx::query_scalar::<_, i32>(CASTS).bind(&list).fetch_one(&mut sqlx).await.is_ok(),
    ];
    let by_tokio_postgres = [
        client.query_one(FIRST, &[]).await?.try_get::<_, String>(0).is_ok(),
        client.query_one(REST, &[]).await?.try_get::<_, Vec<String>>(0).is_ok(),
        client.query_one(BIND, &[&a]).await.is_ok(),
        client.query_one(CAST, &[&a]).await.is_ok(),
        client.query_one(CASTS, &[&list]).await.is_ok(),
    ];
    println!("read, read an array, compare, cast, cast an array: sqlx {by_sqlx:?}, tokio-postgres {by_tokio_postgres:?}");
    Ok(())
}
RUST
printed=$(cargo run --quiet -- "$folder/server")
printf '%s\n' "$("$bin/postgres" --version)" "$printed"
[ "$printed" = 'read, read an array, compare, cast, cast an array: sqlx [true, true, true, true, true], tokio-postgres [true, false, true, false, false]' ] || { echo "this has changed"; exit 1; }
