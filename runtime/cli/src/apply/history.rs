//! `_sqlx_migrations`, as sqlx 0.9 has it.

use std::time::Duration;

use sqlx::PgConnection;
use sqlx::migrate::{Migrate, MigrateError};

use crate::database::{failed, sentence};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::sqlx_files::SqlxFile;

const NAME: &str = "_sqlx_migrations";

/// A file that ran, or that has begun.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) version: i64,
    checksum: Vec<u8>,
    pub(crate) success: bool,
}

/// Reads the rows; the table is created where it is not there.
pub(super) async fn rows(connection: &mut PgConnection) -> Result<Vec<Row>, Failure> {
    // CREATE TABLE IF NOT EXISTS needs the right to create a table even where it is there.
    if !is_there(connection).await? {
        connection.ensure_migrations_table(NAME).await.map_err(|error| {
            let error = match &error {
                MigrateError::Execute(error) => sentence(error),
                error => error.to_string(),
            };
            Failure::new(Exit::Database, format!("cannot create the table `{NAME}`: {error}"))
                .help("run the command as the owner of the tables, who may create tables in the first schema of `search_path`")
        })?;
    }
    rows_if_there(connection).await
}

/// Reads the rows; there are none without the table.
pub(crate) async fn rows_if_there(connection: &mut PgConnection) -> Result<Vec<Row>, Failure> {
    if !is_there(connection).await? {
        return Ok(Vec::new());
    }
    let rows = sqlx::query_as("SELECT version, checksum, success FROM _sqlx_migrations ORDER BY version");
    let rows: Vec<(i64, Vec<u8>, bool)> =
        rows.fetch_all(connection).await.map_err(failed("read the table `_sqlx_migrations`"))?;
    Ok(rows.into_iter().map(|(version, checksum, success)| Row { version, checksum, success }).collect())
}

async fn is_there(connection: &mut PgConnection) -> Result<bool, Failure> {
    let found = sqlx::query_scalar("SELECT to_regclass($1) IS NOT NULL").bind(NAME).fetch_one(connection).await;
    found.map_err(failed("look for the table `_sqlx_migrations`"))
}

/// The files are those that the database has, or come after them.
pub(crate) fn check(rows: &[Row], files: &[SqlxFile]) -> Result<(), Failure> {
    for row in rows {
        let Some(file) = files.iter().find(|file| file.version == row.version) else {
            return Err(Failure::new(
                Exit::Files,
                format!("the database has the migration {}, and there is no file of this version", row.version),
            )
            .help("restore the file from version control, or use the files of the release that the database has"));
        };
        if file.checksum != row.checksum {
            return Err(Failure::new(
                Exit::Files,
                format!("`{}` is not the file that the database has run: it was edited since", file.name),
            )
            .help("restore the file from version control, and write the change as another migration"));
        }
        if !row.success && file.in_transaction {
            return Err(Failure::new(Exit::Database, format!("`{}` has run partially by another runner", file.name)).help(format!(
                "correct the database, and then its row: `UPDATE _sqlx_migrations SET success = true WHERE version = {0}`, or `DELETE FROM \
                 _sqlx_migrations WHERE version = {0}`",
                row.version
            )));
        }
    }
    Ok(())
}

pub(super) async fn insert(
    connection: &mut PgConnection,
    file: &SqlxFile,
    success: bool,
    time: Duration,
) -> Result<(), sqlx::Error> {
    let query = sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES ($1, $2, $3, $4, $5)",
    );
    let query =
        query.bind(file.version).bind(&file.description).bind(success).bind(&file.checksum).bind(nanoseconds(time));
    query.execute(connection).await.map(drop)
}

pub(super) async fn finish(connection: &mut PgConnection, file: &SqlxFile, time: Duration) -> Result<(), sqlx::Error> {
    let query = sqlx::query("UPDATE _sqlx_migrations SET success = true, execution_time = $2 WHERE version = $1");
    query.bind(file.version).bind(nanoseconds(time)).execute(connection).await.map(drop)
}

pub(super) async fn delete(connection: &mut PgConnection, file: &SqlxFile) -> Result<(), sqlx::Error> {
    let query = sqlx::query("DELETE FROM _sqlx_migrations WHERE version = $1 AND NOT success");
    query.bind(file.version).execute(connection).await.map(drop)
}

fn nanoseconds(time: Duration) -> i64 {
    i64::try_from(time.as_nanos()).unwrap_or(i64::MAX)
}
