//! The locks of a run, polled: a session that waits inside a statement has a snapshot, for which CREATE INDEX CONCURRENTLY waits.

use std::time::{Duration, Instant};

use sqlx::PgConnection;

use super::Rules;
use crate::database::failed;
use crate::exit::Exit;
use crate::failure::Failure;

/// The lock of this command: `peristyl` as ASCII.
const OWN: i64 = i64::from_be_bytes(*b"peristyl");

const PAUSE: Duration = Duration::from_millis(200);

/// Takes both locks.
pub(super) async fn acquire(connection: &mut PgConnection, rules: Rules) -> Result<(), Failure> {
    wait(connection, OWN, rules).await?;
    acquire_runner(connection, rules).await
}

/// Takes the lock of `sqlx migrate`; the other runners have none.
pub(super) async fn acquire_runner(connection: &mut PgConnection, rules: Rules) -> Result<(), Failure> {
    if !rules.history.has_begun() {
        return Ok(());
    }
    let key = of_sqlx(connection).await.map_err(failed("lock the migrations"))?;
    wait(connection, key, rules).await
}

pub(super) async fn release(connection: &mut PgConnection, rules: Rules) -> Result<(), sqlx::Error> {
    release_runner(connection, rules).await?;
    unlock(connection, OWN).await
}

pub(super) async fn release_runner(connection: &mut PgConnection, rules: Rules) -> Result<(), sqlx::Error> {
    if !rules.history.has_begun() {
        return Ok(());
    }
    let key = of_sqlx(connection).await?;
    unlock(connection, key).await
}

async fn unlock(connection: &mut PgConnection, key: i64) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT pg_advisory_unlock($1)").bind(key).execute(connection).await.map(drop)
}

/// The key that sqlx 0.9 computes from the name of the database.
async fn of_sqlx(connection: &mut PgConnection) -> Result<i64, sqlx::Error> {
    const CRC: crc::Crc<u32> = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC);
    let database: String = sqlx::query_scalar("SELECT current_database()::text").fetch_one(connection).await?;
    Ok(0x3d32_ad9e * i64::from(CRC.checksum(database.as_bytes())))
}

async fn wait(connection: &mut PgConnection, key: i64, rules: Rules) -> Result<(), Failure> {
    let failed = failed("lock the migrations");
    let begun = Instant::now();
    loop {
        let query = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)").bind(key);
        if query.fetch_one(&mut *connection).await.map_err(&failed)? {
            return Ok(());
        }
        if begun.elapsed() >= rules.wait {
            let holder = holder(connection, key).await.map_err(&failed)?;
            return Err(Failure::new(Exit::Database, format!("another run has the lock of the migrations{holder}"))
                .help("wait for it, or allow more time: `--wait 600`"));
        }
        rules.progress.say("waiting for another run of the migrations");
        tokio::time::sleep(PAUSE).await;
    }
}

/// Who has the lock.
async fn holder(connection: &mut PgConnection, key: i64) -> Result<String, sqlx::Error> {
    let row: Option<(i32, String)> = sqlx::query_as(
        "SELECT l.pid, coalesce(nullif(a.application_name, ''), a.usename::text, '?')
        FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
        WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND (l.classid::bigint << 32) | l.objid::bigint = $1 LIMIT 1",
    )
    .bind(key)
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|(pid, name)| format!(": the session {pid} of `{name}`")).unwrap_or_default())
}
