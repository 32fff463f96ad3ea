//! Runs the files of the sqlx layout, so that `sqlx migrate run` can go on with the same database, and this after it.
//!
//! # Locks
//!
//! One run at a time has the lock of this command, and beside it the lock of `sqlx migrate`. Both are polled with `pg_try_advisory_lock`: a
//! session that waits in `pg_advisory_lock` has a snapshot, CREATE INDEX CONCURRENTLY waits for that snapshot, and the session waits for the lock of the
//! one that builds the index. A runner of sqlx waits so. While an index is built, the lock of sqlx is therefore released, and the row of the file in
//! `_sqlx_migrations` has `success = false`: a runner of sqlx that comes in between stops with "partially applied" and changes nothing.
//!
//! # After a lost connection
//!
//! A file in a transaction has run as a whole, with its row, or not at all. A file without one has its row with `success = false` while it runs; the next
//! run looks at the index of the file: a valid one is done, an invalid one is dropped and built again. A backfill in batches goes on after the last one.

mod concurrent;
mod lock;
pub(crate) mod table;

use std::time::{Duration, Instant};

use concurrent::Concurrent;
use serde::Serialize;
use sqlx::postgres::{PgDatabaseError, PgErrorPosition};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::database::{self, code, failed, is_lost, sentence};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::sqlx_files::SqlxFile;
use crate::terminal::Progress;

/// How a run behaves.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    /// How long it waits for another run.
    pub(crate) wait: Duration,
    /// How often a file is tried again after it could not lock a table.
    pub(crate) retries: u32,
    pub(crate) dry_run: bool,
    pub(crate) progress: Progress,
}

/// What was done.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Done {
    /// The files that ran, in order.
    pub(crate) applied: Vec<Applied>,
    /// The number of files that the database had.
    pub(crate) before: usize,
    /// The files that did not run.
    pub(crate) pending: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Applied {
    pub(crate) file: String,
    pub(crate) milliseconds: u64,
    /// What else happened: an invalid index was dropped, an earlier run had done it.
    pub(crate) note: Option<String>,
}

/// Runs the files that the database does not have.
pub(crate) async fn apply(connection: &mut PgConnection, files: &[SqlxFile], rules: Rules) -> Result<Done, Failure> {
    if !rules.dry_run {
        prepare(connection).await?;
        lock::acquire(connection, rules).await?;
    }
    let done = run(connection, files, rules).await;
    if done.is_ok() && !rules.dry_run {
        // The server releases them with the connection in any case.
        lock::release(connection).await.ok();
    }
    done
}

/// A server ends the statement of a client that is gone, where the platform can see it.
async fn prepare(connection: &mut PgConnection) -> Result<(), Failure> {
    let checked = sqlx::raw_sql("SET client_connection_check_interval = '2s'").execute(&mut *connection).await;
    match checked {
        Err(error) if is_lost(&error) => Err(failed("prepare the session")(error)),
        _ => Ok(()),
    }
}

async fn run(connection: &mut PgConnection, files: &[SqlxFile], rules: Rules) -> Result<Done, Failure> {
    let rows = if rules.dry_run { table::rows_if_there(connection).await? } else { table::rows(connection).await? };
    table::check(&rows, files)?;
    let is_done = |file: &SqlxFile| rows.iter().any(|row| row.version == file.version && row.success);
    let pending: Vec<_> = files.iter().filter(|file| !is_done(file)).collect();
    let mut done = Done { before: files.len() - pending.len(), ..Done::default() };
    done.pending = pending.iter().map(|file| file.name.clone()).collect();
    if rules.dry_run {
        return Ok(done);
    }
    for (place, file) in pending.iter().enumerate() {
        rules.progress.say(&format!("[{}/{}] {}", place + 1, pending.len(), file.name));
        let begun = Instant::now();
        let is_begun = rows.iter().any(|row| row.version == file.version);
        let result = match file.in_transaction {
            true => in_transaction(connection, file, rules).await,
            false => without_transaction(connection, file, is_begun, rules).await,
        };
        match result {
            Ok(note) => {
                let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
                done.applied.push(Applied { file: file.name.clone(), milliseconds, note });
                done.pending.remove(0);
            }
            Err(failure) => return Err(with_done(failure, &done)),
        }
    }
    Ok(done)
}

/// What was done before the failure belongs to its message.
fn with_done(mut failure: Failure, done: &Done) -> Failure {
    let names: Vec<_> = done.applied.iter().map(|applied| format!("`{}`", applied.file)).collect();
    let applied = match names.as_slice() {
        [] => "this run applied nothing".to_owned(),
        names => format!("this run applied {}", names.join(", ")),
    };
    let rest = match done.pending.len() {
        0 | 1 => String::new(),
        more => format!(", and {} more did not run", more - 1),
    };
    failure.message = match failure.message.split_once("\n  = ") {
        Some((message, help)) => format!("{message}\n  = done: {applied}{rest}\n  = {help}"),
        None => format!("{}\n  = done: {applied}{rest}", failure.message),
    };
    failure.done = serde_json::to_value(done).ok();
    failure
}

/// The file and its row, or neither.
async fn in_transaction(
    connection: &mut PgConnection,
    file: &SqlxFile,
    rules: Rules,
) -> Result<Option<String>, Failure> {
    let mut tries = 0;
    loop {
        let Err(Broken { at, error }) = transaction(connection, file).await else { break };
        let is_blocked = matches!(code(&error).as_deref(), Some("55P03" | "40P01"));
        if !is_blocked || tries >= rules.retries {
            return Err(broken(file, at, &error, tries));
        }
        tries += 1;
        rules.progress.say(&format!("{}: a table is locked, try {} of {}", file.name, tries + 1, rules.retries + 1));
        tokio::time::sleep(Duration::from_millis(500) * tries).await;
    }
    Ok((tries > 0).then(|| format!("after {tries} tries in which a table was locked")))
}

/// Where a file broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    File,
    Row,
    Commit,
}

struct Broken {
    at: At,
    error: sqlx::Error,
}

async fn transaction(connection: &mut PgConnection, file: &SqlxFile) -> Result<(), Broken> {
    let begun = Instant::now();
    let at = |at| move |error| Broken { at, error };
    let mut transaction = connection.begin().await.map_err(at(At::File))?;
    let ran = sqlx::raw_sql(AssertSqlSafe(file.up.clone())).execute(&mut *transaction).await;
    let ran = match ran {
        Ok(_) => table::insert(&mut transaction, file, true, begun.elapsed()).await.map_err(at(At::Row)),
        Err(error) => Err(Broken { at: At::File, error }),
    };
    match ran {
        Ok(()) => transaction.commit().await.map_err(at(At::Commit)),
        Err(broken) => {
            // The error of the file is the one to report.
            transaction.rollback().await.ok();
            Err(broken)
        }
    }
}

fn broken(file: &SqlxFile, at: At, error: &sqlx::Error, tries: u32) -> Failure {
    let name = &file.name;
    let failure = |what: String| Failure::new(Exit::Database, format!("`{name}`{what}: {}", sentence(error)));
    match code(error).as_deref() {
        _ if is_lost(error) => failure(match at {
            At::Commit => " was being committed when the connection was lost".to_owned(),
            At::File | At::Row => ": the connection was lost, and nothing of the file stays".to_owned(),
        })
        .help("run the command again: it finds out what was done"),
        Some("55P03" | "40P01") => failure(format!(" could not lock a table, {} times; nothing of it stays", tries + 1))
            .help("end the session that holds the lock, or run the command again when there is less traffic"),
        Some("42501") => failure(format!("{}: a right is missing, and nothing of it stays", line_of(file, error)))
            .help("run the command as the owner of the tables"),
        Some("42P07" | "42710" | "42701" | "42P06" | "42723") => {
            failure(format!("{}: a name is taken, and nothing of it stays", line_of(file, error))).help(
                "the database is not what the migrations lead to: `drift` shows the difference; what was created by hand is dropped or renamed first",
            )
        }
        Some("57014") => failure(format!("{}: a statement took too long, and nothing of it stays", line_of(file, error)))
            .help("run the command again when there is less traffic"),
        _ => failure(format!("{} failed, and nothing of it stays", line_of(file, error)))
            .help("correct what the statement is refused for, and run the command again"),
    }
}

/// The line of the statement that the server points at.
fn line_of(file: &SqlxFile, error: &sqlx::Error) -> String {
    let position = error.as_database_error().and_then(|error| error.try_downcast_ref::<PgDatabaseError>()?.position());
    match position {
        Some(PgErrorPosition::Original(place)) => {
            let lines = file.up.chars().take(place).filter(|letter| *letter == '\n').count();
            format!(" (line {})", lines + 1)
        }
        _ => String::new(),
    }
}

/// A file of one statement that builds or drops an index beside the running version.
async fn without_transaction(
    connection: &mut PgConnection,
    file: &SqlxFile,
    is_begun: bool,
    rules: Rules,
) -> Result<Option<String>, Failure> {
    let begun = Instant::now();
    let concurrent = Concurrent::of(&file.up);
    let failed = |what: &str| failed(format!("{what} `{}`", file.name));
    let state = concurrent.state(connection).await.map_err(failed("read the index of"))?;
    let note = match (&concurrent, is_begun) {
        (Concurrent::Other, true) => return Err(unknown(file)),
        _ if state.is_built_elsewhere => {
            return Err(Failure::new(
                Exit::Database,
                format!("the index of `{}` is being built by another session", file.name),
            )
            .help("run the command again when it is finished"));
        }
        // An earlier run was stopped between the statement and its row.
        (Concurrent::Create { .. }, true) if state.is_there && state.is_valid => {
            Some("an earlier run had built the index".to_owned())
        }
        (Concurrent::Drop { .. }, true) if !state.is_there => Some("an earlier run had dropped the index".to_owned()),
        (Concurrent::Create { .. }, _) if state.is_there && !state.is_valid => {
            concurrent.drop_invalid(connection).await.map_err(failed("drop the invalid index of"))?;
            Some("an invalid index of an earlier run was dropped first".to_owned())
        }
        (Concurrent::Create { name, .. }, false) if state.is_there => {
            return Err(Failure::new(
                Exit::Database,
                format!("`{}` creates the index `{name}`, and the database has one of this name", file.name),
            )
            .help(format!("drop it first: `DROP INDEX CONCURRENTLY {}`", database::quoted(name))));
        }
        _ => None,
    };
    let is_done = note.as_ref().is_some_and(|note| note.starts_with("an earlier run had"));
    if !is_begun {
        table::insert(connection, file, false, Duration::ZERO).await.map_err(failed("begin"))?;
    }
    if !is_done {
        lock::release_sqlx(connection).await.map_err(failed("begin"))?;
        let mut tries = 0;
        while let Err(error) = sqlx::raw_sql(AssertSqlSafe(file.up.clone())).execute(&mut *connection).await {
            let is_blocked = matches!(code(&error).as_deref(), Some("55P03" | "40P01"));
            if !is_blocked || tries >= rules.retries || concurrent != Concurrent::Batches {
                return Err(concurrent_failed(connection, file, &concurrent, &error).await);
            }
            tries += 1;
            rules.progress.say(&format!("{}: a row is locked, try {} of {}", file.name, tries + 1, rules.retries + 1));
            tokio::time::sleep(Duration::from_millis(500) * tries).await;
        }
        lock::acquire_sqlx(connection, rules).await?;
        let state = concurrent.state(connection).await.map_err(failed("read the index of"))?;
        if matches!(concurrent, Concurrent::Create { .. }) && !(state.is_there && state.is_valid) {
            return Err(Failure::new(
                Exit::Database,
                format!("the index of `{}` is not valid after it was built", file.name),
            )
            .help("run the command again: it drops the index and builds it again"));
        }
    }
    table::finish(connection, file, begun.elapsed()).await.map_err(failed("finish"))?;
    Ok(note)
}

/// The server refused the statement: what it left behind is removed, so that the next run begins with nothing.
async fn concurrent_failed(
    connection: &mut PgConnection,
    file: &SqlxFile,
    concurrent: &Concurrent,
    error: &sqlx::Error,
) -> Failure {
    let name = &file.name;
    if is_lost(error) {
        return Failure::new(Exit::Database, format!("`{name}`: the connection was lost: {}", sentence(error))).help(
            match concurrent {
                Concurrent::Batches => {
                    "run the command again: the batches that were committed stay, and it goes on after them"
                }
                _ => "run the command again: it looks whether the index is valid, or builds it again",
            },
        );
    }
    let is_clean = concurrent.drop_invalid(connection).await.is_ok() && table::delete(connection, file).await.is_ok();
    let stays = match concurrent {
        Concurrent::Batches => "the batches that were committed stay",
        _ if is_clean => "nothing of it stays",
        _ => "the next run removes what it left",
    };
    let failure = Failure::new(
        Exit::Database,
        format!("`{name}`{} failed, and {stays}: {}", line_of(file, error), sentence(error)),
    );
    match code(error).as_deref() {
        Some("23505") => failure.help("rows have the same values: correct them, and run the command again"),
        Some("42501") => failure.help("run the command as the owner of the tables"),
        _ => failure.help("correct what the statement is refused for, and run the command again"),
    }
}

/// Nothing shows whether the statement ran.
fn unknown(file: &SqlxFile) -> Failure {
    let SqlxFile { version, name, .. } = file;
    Failure::new(Exit::Database, format!("an earlier run of `{name}` was stopped, and nothing shows how much of it ran")).help(format!(
        "look at the database; if it ran, write `UPDATE _sqlx_migrations SET success = true WHERE version = {version}`; \
         if not, `DELETE FROM _sqlx_migrations WHERE version = {version}`, and run the command again"
    ))
}
