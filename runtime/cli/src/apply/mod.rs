//! Runs the files of a layout and undoes them, so that the runner of the layout can go on with the same database, and this after it.
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
//! The tables of dbmate and diesel do not say that a file has begun: there a valid index without a row is left to a person.

mod baseline;
mod concurrent;
mod failed;
mod history;
mod lock;
mod revert;

use std::time::{Duration, Instant};

pub(crate) use baseline::baseline;
use concurrent::Concurrent;
use failed::{At, Broken};
pub(crate) use history::History;
pub(crate) use revert::revert;
use serde::Serialize;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::at_risk::{self, Deleted};
use crate::database::{code, failed, is_lost};
use crate::failure::Failure;
use crate::files::MigrationFile;
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
    /// Where the runner of the files remembers what has run.
    pub(crate) history: History,
}

/// Which statements of a file run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Direction {
    #[default]
    Up,
    Down,
}

/// One file, in one direction.
#[derive(Clone, Copy)]
struct Job<'a> {
    file: &'a MigrationFile,
    direction: Direction,
    rules: Rules,
    /// Whether an earlier run was stopped in it.
    is_begun: bool,
}

/// What was done.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Done {
    #[serde(skip)]
    direction: Direction,
    /// The files that ran or were undone, in order.
    pub(crate) applied: Vec<Applied>,
    /// The number of files that the database had.
    pub(crate) before: usize,
    /// The files that did not run.
    pub(crate) pending: Vec<String>,
    /// What those would delete, where nothing was to run.
    pub(crate) rows_at_risk: Vec<Deleted>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Applied {
    pub(crate) file: String,
    pub(crate) milliseconds: u64,
    /// What else happened: an invalid index was dropped, an earlier run had done it.
    pub(crate) note: Option<String>,
}

/// Runs the files that the database does not have.
pub(crate) async fn apply(
    connection: &mut PgConnection,
    files: &[MigrationFile],
    rules: Rules,
) -> Result<Done, Failure> {
    locked(connection, rules, async |connection| run(connection, files, rules).await).await
}

/// Does something while no other run does.
async fn locked<T>(
    connection: &mut PgConnection,
    rules: Rules,
    work: impl AsyncFnOnce(&mut PgConnection) -> Result<T, Failure>,
) -> Result<T, Failure> {
    if !rules.dry_run {
        prepare(connection).await?;
        lock::acquire(connection, rules).await?;
    }
    let done = work(connection).await;
    if done.is_ok() && !rules.dry_run {
        // The server releases them with the connection in any case.
        lock::release(connection, rules).await.ok();
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

async fn run(connection: &mut PgConnection, files: &[MigrationFile], rules: Rules) -> Result<Done, Failure> {
    let history = rules.history;
    let rows = if rules.dry_run { history.rows_if_there(connection).await? } else { history.rows(connection).await? };
    history.check(&rows, files)?;
    let row = |file: &MigrationFile| rows.iter().find(|row| row.key == file.key);
    let pending: Vec<_> = files.iter().filter(|file| row(file).is_none_or(|row| !row.success)).collect();
    let before = files.len() - pending.len();
    let jobs = pending.iter().map(|file| Job { file, direction: Direction::Up, rules, is_begun: row(file).is_some() });
    all(connection, &jobs.collect::<Vec<_>>(), before, rules).await
}

/// Runs files one after the other; what was done before a failure belongs to its message.
async fn all(connection: &mut PgConnection, jobs: &[Job<'_>], before: usize, rules: Rules) -> Result<Done, Failure> {
    let mut done = Done { before, ..Done::default() };
    done.direction = jobs.first().map(|job| job.direction).unwrap_or_default();
    done.pending = jobs.iter().map(|job| job.file.name.clone()).collect();
    if rules.dry_run {
        for job in jobs.iter().filter(|job| job.direction == Direction::Up) {
            done.rows_at_risk.extend(at_risk::of_file(connection, &job.file.name, &job.file.up).await);
        }
        return Ok(done);
    }
    for (place, job) in jobs.iter().enumerate() {
        rules.progress.say(&format!("[{}/{}] {}", place + 1, jobs.len(), job.file.name));
        let begun = Instant::now();
        let result = match job.file.in_transaction {
            true => job.in_transaction(connection).await,
            false => job.without_transaction(connection).await,
        };
        match result {
            Ok(note) => {
                let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
                done.applied.push(Applied { file: job.file.name.clone(), milliseconds, note });
                done.pending.remove(0);
            }
            Err(failure) => return Err(failed::with_done(failure, &done)),
        }
    }
    Ok(done)
}

impl Job<'_> {
    fn sql(&self) -> &str {
        match self.direction {
            Direction::Up => &self.file.up,
            Direction::Down => self.file.down.as_deref().unwrap_or_default(),
        }
    }

    /// The file and its row, or neither.
    async fn in_transaction(&self, connection: &mut PgConnection) -> Result<Option<String>, Failure> {
        let Rules { retries, progress, .. } = self.rules;
        let mut tries = 0;
        loop {
            let Err(Broken { at, error }) = self.transaction(connection).await else { break };
            if !is_blocked(&error) || tries >= retries {
                return Err(failed::broken(self, at, &error, tries));
            }
            tries += 1;
            progress.say(&format!("{}: a table is locked, try {} of {}", self.file.name, tries + 1, retries + 1));
            tokio::time::sleep(Duration::from_millis(500) * tries).await;
        }
        Ok((tries > 0).then(|| format!("after {tries} tries in which a table was locked")))
    }

    async fn transaction(&self, connection: &mut PgConnection) -> Result<(), Broken> {
        let (begun, history) = (Instant::now(), self.rules.history);
        let at = |at| move |error| Broken { at, error };
        let mut transaction = connection.begin().await.map_err(at(At::File))?;
        let ran = sqlx::raw_sql(AssertSqlSafe(self.sql().to_owned())).execute(&mut *transaction).await;
        let ran = match (ran, self.direction) {
            (Ok(_), Direction::Up) => {
                history.insert(&mut transaction, self.file, true, begun.elapsed()).await.map_err(at(At::Row))
            }
            (Ok(_), Direction::Down) => history.delete(&mut transaction, self.file).await.map_err(at(At::Row)),
            (Err(error), _) => Err(Broken { at: At::File, error }),
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

    /// A file of one statement that builds or drops an index beside the running version.
    async fn without_transaction(&self, connection: &mut PgConnection) -> Result<Option<String>, Failure> {
        let Self { file, direction, rules, is_begun } = *self;
        let (begun, history) = (Instant::now(), rules.history);
        let concurrent = Concurrent::of(self.sql());
        let failed = |what: &str| failed(format!("{what} `{}`", file.name));
        let state = concurrent.state(connection).await.map_err(failed("read the index of"))?;
        let note = match (&concurrent, is_begun) {
            (Concurrent::Other, true) => return Err(failed::unknown(self)),
            _ if state.is_built_elsewhere => return Err(failed::built_elsewhere(self)),
            // An earlier run was stopped between the statement and its row.
            (Concurrent::Create { .. }, true) if state.is_there && state.is_valid => {
                Some("an earlier run had built the index")
            }
            (Concurrent::Drop { .. }, _) if !state.is_there && (is_begun || !history.has_begun()) => {
                Some("an earlier run had dropped the index")
            }
            (Concurrent::Create { .. }, _) if state.is_there && !state.is_valid => {
                concurrent.drop_invalid(connection).await.map_err(failed("drop the invalid index of"))?;
                Some("an invalid index of an earlier run was dropped first")
            }
            (Concurrent::Create { name, .. }, false) if state.is_there => return Err(failed::taken(self, name)),
            _ => None,
        };
        let is_done = note.is_some_and(|note| note.starts_with("an earlier run had"));
        if !is_begun {
            let row = match direction {
                Direction::Up if history.has_begun() => history.insert(connection, file, false, Duration::ZERO).await,
                Direction::Up => Ok(()),
                Direction::Down => history.set_success(connection, file, false).await,
            };
            row.map_err(failed("begin"))?;
        }
        if !is_done {
            self.statement(connection, &concurrent).await?;
        }
        let row = match direction {
            Direction::Up => history.finish(connection, file, begun.elapsed()).await,
            Direction::Down => history.delete(connection, file).await,
        };
        row.map_err(failed("finish"))?;
        Ok(note.map(str::to_owned))
    }

    /// The statement without a transaction, while a runner of sqlx may look.
    async fn statement(&self, connection: &mut PgConnection, concurrent: &Concurrent) -> Result<(), Failure> {
        let Self { file, rules, .. } = *self;
        let failed = |what: &str| failed(format!("{what} `{}`", file.name));
        lock::release_runner(connection, rules).await.map_err(failed("begin"))?;
        let mut tries = 0;
        while let Err(error) = sqlx::raw_sql(AssertSqlSafe(self.sql().to_owned())).execute(&mut *connection).await {
            if !is_blocked(&error) || tries >= rules.retries || *concurrent != Concurrent::Batches {
                return Err(self.clean_up(connection, concurrent, &error).await);
            }
            tries += 1;
            rules.progress.say(&format!("{}: a row is locked, try {} of {}", file.name, tries + 1, rules.retries + 1));
            tokio::time::sleep(Duration::from_millis(500) * tries).await;
        }
        lock::acquire_runner(connection, rules).await?;
        let state = concurrent.state(connection).await.map_err(failed("read the index of"))?;
        match concurrent {
            Concurrent::Create { .. } if !(state.is_there && state.is_valid) => Err(failed::not_valid(self)),
            _ => Ok(()),
        }
    }

    /// The server refused the statement: what it left behind is removed, so that the next run begins with nothing.
    async fn clean_up(&self, connection: &mut PgConnection, concurrent: &Concurrent, error: &sqlx::Error) -> Failure {
        if is_lost(error) {
            return failed::lost(self, concurrent, error);
        }
        let history = self.rules.history;
        let is_clean = concurrent.drop_invalid(connection).await.is_ok();
        let row = match self.direction {
            Direction::Up if history.has_begun() => history.delete(connection, self.file).await,
            Direction::Up => Ok(()),
            Direction::Down => history.set_success(connection, self.file, true).await,
        };
        failed::refused(self, concurrent, is_clean && row.is_ok(), error)
    }
}

/// A table or a row was locked for longer than the statement waits.
fn is_blocked(error: &sqlx::Error) -> bool {
    matches!(code(error).as_deref(), Some("55P03" | "40P01"))
}
