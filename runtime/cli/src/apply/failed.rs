//! What is said of a file that did not run to its end.

use peristyle_build::ddl::{EXTENSIONS_HINT, ROLES_HINT};
use sqlx::postgres::{PgDatabaseError, PgErrorPosition};

use super::concurrent::Concurrent;
use super::{Direction, Done, Job};
use crate::database::{READ_ONLY, code, create_extension, hint, is_lost, quoted, sentence, without_hint};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::verify::cannot_be_undone;

/// Where a file broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    File,
    Row,
    Commit,
}

pub(super) struct Broken {
    pub(super) at: At,
    pub(super) error: sqlx::Error,
}

const AGAIN: &str = "correct what the statement is refused for, and run the command again";
const OWNER: &str = "run the command as the owner of the tables";

/// What to do about a right that is missing. PostgreSQL 15 says `must be member of role "..", later versions `must be able to SET ROLE ".."`.
fn right(error: &sqlx::Error) -> String {
    let message = error.as_database_error().map(sqlx::error::DatabaseError::message).unwrap_or_default();
    let named = ["must be member of role \"", "must be able to SET ROLE \""].iter().find_map(|start| {
        let (name, _) = message.strip_prefix(start)?.split_once('"')?;
        Some(quoted(name))
    });
    match named {
        Some(role) => format!("make the role of the URL a member of {role}, as a superuser: `GRANT {role} TO ..;`"),
        None => OWNER.to_owned(),
    }
}

/// What was done before the failure belongs to its message.
pub(super) fn with_done(mut failure: Failure, done: &Done) -> Failure {
    let (verb, not) = match done.direction {
        Direction::Up => ("applied", "did not run"),
        Direction::Down => ("reverted", "were not reverted"),
    };
    let names: Vec<_> = done.applied.iter().map(|applied| format!("`{}`", applied.file)).collect();
    let applied = match names.as_slice() {
        [] => format!("this run {verb} nothing"),
        names => format!("this run {verb} {}", names.join(", ")),
    };
    let rest = match done.pending.len() {
        0 | 1 => String::new(),
        more => format!(", and {} more {not}", more - 1),
    };
    failure.message = match failure.message.split_once("\n  = ") {
        Some((message, help)) => format!("{message}\n  = done: {applied}{rest}\n  = {help}"),
        None => format!("{}\n  = done: {applied}{rest}", failure.message),
    };
    failure.done = serde_json::to_value(done).ok();
    failure
}

/// A file in a transaction failed.
pub(super) fn broken(job: &Job<'_>, at: At, error: &sqlx::Error, tries: u32) -> Failure {
    let name = name(job);
    let failure = |what: String| Failure::new(Exit::Database, format!("{name}{what}: {}", sentence(error)));
    if let (Direction::Down, Some(reason)) = (job.direction, cannot_be_undone(error)) {
        return irreversible(job, &reason);
    }
    // The check of the roles says what to run.
    if let Some(statements) = hint(error).and_then(|hint| hint.strip_prefix(ROLES_HINT)) {
        let message = format!("{name} did not run: {}", without_hint(error));
        return Failure::new(Exit::Database, message)
            .help(format!("run `{statements}` as a superuser, and then the command again"));
    }
    match code(error).as_deref() {
        _ if is_lost(error) => failure(match at {
            At::Commit => " was being committed when the connection was lost".to_owned(),
            At::File | At::Row => ": the connection was lost, and nothing of the file stays".to_owned(),
        })
        .help("run the command again: it finds out what was done"),
        _ if hint(error).is_some_and(|hint| hint.starts_with(EXTENSIONS_HINT)) => {
            failure(" did not run".to_owned()).help(create_extension(error).unwrap_or_else(|| AGAIN.to_owned()))
        }
        Some("55P03" | "40P01") => failure(format!(" could not lock a table, {} times; nothing of it stays", tries + 1))
            .help("end the session that holds the lock, or run the command again when there is less traffic"),
        Some("42501") => failure(format!("{}: a right is missing, and nothing of it stays", line_of(job, error))).help(right(error)),
        Some("42P07" | "42710" | "42701" | "42P06" | "42723") => {
            failure(format!("{}: a name is taken, and nothing of it stays", line_of(job, error))).help(
                "the database is not what the migrations lead to: `drift` shows the difference; what was created by hand or from `schema.sql` is dropped or renamed first",
            )
        }
        Some("57014") => failure(format!("{}: a statement took too long, and nothing of it stays", line_of(job, error)))
            .help("run the command again when there is less traffic"),
        Some("25006") => failure(": the server only reads, and nothing of it stays".to_owned()).help(READ_ONLY),
        Some("53100") => failure(format!("{}: the disk of the server is full, and nothing of it stays", line_of(job, error)))
            .help(FULL),
        _ => failure(format!("{} failed, and nothing of it stays", line_of(job, error)))
            .help(create_extension(error).unwrap_or_else(|| AGAIN.to_owned())),
    }
}

const FULL: &str = "free space on the disk or enlarge it, and run the command again: it goes on with this file";

/// What messages call the file.
fn name(job: &Job<'_>) -> String {
    match job.direction {
        Direction::Up => format!("`{}`", job.file.name),
        Direction::Down => format!("the down file of `{}`", job.file.name),
    }
}

/// The down file says that nothing undoes the migration.
pub(super) fn irreversible(job: &Job<'_>, reason: &str) -> Failure {
    Failure::new(Exit::Found, format!("`{}` cannot be undone: {reason}", job.file.name))
        .help("go forward: change the structs back and plan another migration, or restore a backup")
}

/// The line of the statement that the server points at.
fn line_of(job: &Job<'_>, error: &sqlx::Error) -> String {
    let position = error.as_database_error().and_then(|error| error.try_downcast_ref::<PgDatabaseError>()?.position());
    match position {
        Some(PgErrorPosition::Original(place)) => {
            let lines = job.sql().chars().take(place).filter(|letter| *letter == '\n').count();
            format!(" (line {})", lines + 1)
        }
        _ => String::new(),
    }
}

/// The connection was lost in a statement without a transaction.
pub(super) fn lost(job: &Job<'_>, concurrent: &Concurrent, error: &sqlx::Error) -> Failure {
    let help = match concurrent {
        Concurrent::Batches => "run the command again: the batches that were committed stay, and it goes on after them",
        _ => "run the command again: it looks whether the index is valid, or builds it again",
    };
    Failure::new(Exit::Database, format!("{}: the connection was lost: {}", name(job), sentence(error))).help(help)
}

/// The server refused a statement without a transaction.
pub(super) fn refused(job: &Job<'_>, concurrent: &Concurrent, is_clean: bool, error: &sqlx::Error) -> Failure {
    if let (Direction::Down, Some(reason)) = (job.direction, cannot_be_undone(error)) {
        return irreversible(job, &reason);
    }
    let stays = match concurrent {
        Concurrent::Batches => "the batches that were committed stay",
        _ if is_clean => "nothing of it stays",
        _ => "the next run removes what it left",
    };
    let failure = Failure::new(
        Exit::Database,
        format!("{}{} failed, and {stays}: {}", name(job), line_of(job, error), sentence(error)),
    );
    match code(error).as_deref() {
        Some("23505") => failure.help("rows have the same values: correct them, and run the command again"),
        Some("42501") => failure.help(right(error)),
        Some("53100") => failure.help(FULL),
        Some("25006") => failure.help(READ_ONLY),
        _ => failure.help(create_extension(error).unwrap_or_else(|| AGAIN.to_owned())),
    }
}

/// Another session builds the index now.
pub(super) fn built_elsewhere(job: &Job<'_>) -> Failure {
    Failure::new(Exit::Database, format!("the index of {} is being built by another session", name(job)))
        .help("run the command again when it is finished")
}

/// The index that a file creates is there.
pub(super) fn taken(job: &Job<'_>, index: &str) -> Failure {
    let failure = Failure::new(
        Exit::Database,
        format!("{} creates the index `{index}`, and the database has one of this name", name(job)),
    );
    let drop = format!("`DROP INDEX CONCURRENTLY {}`", quoted(index));
    let history = job.rules.history;
    match (history.has_begun(), job.direction) {
        (true, _) => failure.help(format!("drop it first: {drop}")),
        (false, Direction::Up) => failure.help(format!(
            "if an earlier run was stopped after it had built the index, write its row: `{}`; if not, drop it first: {drop}",
            history.by_hand(job.file)
        )),
        (false, Direction::Down) => failure.help(format!("drop it, and run the command again: {drop}")),
    }
}

/// The build ended, and the index is not there or not valid.
pub(super) fn not_valid(job: &Job<'_>) -> Failure {
    Failure::new(Exit::Database, format!("the index of {} is not valid after it was built", name(job)))
        .help("run the command again: it drops the index and builds it again")
}

/// Nothing shows whether the statement ran.
pub(super) fn unknown(job: &Job<'_>) -> Failure {
    let (file, key) = (name(job), &job.file.key);
    let (update, delete) = (
        format!("`UPDATE _sqlx_migrations SET success = true WHERE version = {key}`"),
        format!("`DELETE FROM _sqlx_migrations WHERE version = {key}`"),
    );
    let (ran, not) = match job.direction {
        Direction::Up => (update, delete),
        Direction::Down => (delete, update),
    };
    Failure::new(Exit::Database, format!("an earlier run of {file} was stopped, and nothing shows how much of it ran"))
        .help(format!("look at the database; if it ran, write {ran}; if not, {not}, and run the command again"))
}
