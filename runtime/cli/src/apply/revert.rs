//! Undoes the last migrations by their down files.

use sqlx::PgConnection;

use super::{Direction, Done, Job, Rules, all, failed, locked};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::files::MigrationFile;

/// Undoes the last migrations that the database has, each with all its files, from the last file to the first.
pub(crate) async fn revert(
    connection: &mut PgConnection,
    migrations: &[Vec<&MigrationFile>],
    files: &[MigrationFile],
    count: usize,
    rules: Rules,
) -> Result<Done, Failure> {
    locked(connection, rules, async |connection| {
        let rows = rules.history.rows_if_there(connection).await?;
        rules.history.check(&rows, files)?;
        let row = |file: &MigrationFile| rows.iter().find(|row| row.key == file.key);
        let job = |file| {
            let is_begun = row(file).is_some_and(|row| !row.success);
            Job { file, direction: Direction::Down, rules, is_begun }
        };
        let has = |file: &&MigrationFile| row(file).is_some();
        let jobs: Vec<_> = to_revert(migrations, count, has).into_iter().map(job).collect();
        jobs.iter().try_for_each(possible)?;
        let before = rows.len();
        all(connection, &jobs, before, rules).await
    })
    .await
}

/// The files of the last migrations of which the database has any, the last one first.
fn to_revert<'a>(
    migrations: &[Vec<&'a MigrationFile>],
    count: usize,
    has: impl Fn(&&MigrationFile) -> bool,
) -> Vec<&'a MigrationFile> {
    let there = migrations.iter().rev().filter(|files| files.iter().any(&has)).take(count);
    there.flat_map(|files| files.iter().rev().copied().filter(&has)).collect()
}

/// Nothing is undone where a later step cannot be.
fn possible(job: &Job<'_>) -> Result<(), Failure> {
    let Some(down) = &job.file.down else {
        return Err(Failure::new(Exit::Files, format!("`{}` has no down file", job.file.name)).help(
            "change the structs back and plan another migration: `migrate new`; the layout of refinery has no down files",
        ));
    };
    match down.split_once("RAISE EXCEPTION ").and_then(|(_, rest)| rest.split_once("this migration cannot be undone: "))
    {
        Some((_, reason)) => {
            let reason = reason.lines().next().unwrap_or_default().trim_end_matches(['\'', ';']);
            Err(failed::irreversible(job, &reason.replace("''", "'").replace("%%", "%")))
        }
        None => Ok(()),
    }
}
