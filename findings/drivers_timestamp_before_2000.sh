#!/usr/bin/env bash
# Guess: a driver that sends a time of nanoseconds cuts it to the earlier microsecond, in every year.
#
# Seen with sqlx 0.9.0, tokio-postgres 0.7.18, chrono 0.4.45, jiff 0.2.46, time 0.3.55 and PostgreSQL 15.18: after 2000 the time is cut to the earlier microsecond, before 2000
# to the later one, so 1999-12-31 23:59:59.999999999 is stored as a moment of the next year. Both drivers divide the distance from 2000-01-01, from which PostgreSQL
# counts, and a division of integers goes to zero. So two times keep their order, but a value and a limit that a program cut to its microsecond are not equal.
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
name = "before"
version = "0.0.0"
edition = "2024"

[dependencies]
chrono = { version = "=0.4.45", default-features = false }
jiff = "=0.2.46"
sqlx = { version = "=0.9.0", default-features = false, features = ["chrono", "postgres", "runtime-tokio", "time"] }
time = "=0.3.55"
tokio = { version = "1", features = ["macros", "rt"] }
tokio-postgres = { version = "=0.7.18", features = ["with-chrono-0_4", "with-jiff-0_2", "with-time-0_3"] }
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
    const SQL: &str = "SELECT ($1::timestamptz AT TIME ZONE 'UTC')::text";
    for nanoseconds in [946_684_799_999_999_999_i64, 1_704_067_200_999_999_999] {
        let chrono = chrono::DateTime::from_timestamp_nanos(nanoseconds);
        let jiff = jiff::Timestamp::from_nanosecond(nanoseconds.into())?;
        let time = time::OffsetDateTime::from_unix_timestamp_nanos(nanoseconds.into())?;
        let stored: [String; 5] = [
            sqlx::query_scalar(SQL).bind(chrono).fetch_one(&mut sqlx).await?,
            sqlx::query_scalar(SQL).bind(time).fetch_one(&mut sqlx).await?,
            client.query_one(SQL, &[&chrono]).await?.get(0),
            client.query_one(SQL, &[&jiff]).await?.get(0),
            client.query_one(SQL, &[&time]).await?.get(0),
        ];
        assert!(stored.iter().all(|text| *text == stored[0]), "{stored:?}");
        println!("{chrono} is stored as {}", stored[0]);
    }
    Ok(())
}
RUST
printed=$(cargo run --quiet -- "$folder/server")
printf '%s\n' "$("$bin/postgres" --version)" "$printed"
[ "$printed" = '1999-12-31 23:59:59.999999999 UTC is stored as 2000-01-01 00:00:00
2024-01-01 00:00:00.999999999 UTC is stored as 2024-01-01 00:00:00.999999' ] || { echo "this has changed"; exit 1; }
