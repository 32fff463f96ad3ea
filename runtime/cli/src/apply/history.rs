//! The table in which the runner of a layout remembers what has run.

use std::time::Duration;

use peristyle_build::migrate::Layout;
use sqlx::migrate::{Migrate, MigrateError};
use sqlx::{AssertSqlSafe, PgConnection};

use crate::database::{READ_ONLY, code, failed, is_lost, sentence};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::files::MigrationFile;

/// A file that ran, or that has begun.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) key: String,
    checksum: Option<Vec<u8>>,
    pub(crate) success: bool,
}

/// The table of a runner.
#[derive(Debug, Clone, Copy)]
pub(crate) struct History {
    layout: Layout,
}

impl History {
    pub(crate) const fn of(layout: Layout) -> Self {
        Self { layout }
    }

    /// The name of the table, in the first schema of `search_path`.
    pub(crate) const fn table(self) -> &'static str {
        match self.layout {
            Layout::Refinery => "refinery_schema_history",
            Layout::Dbmate => "schema_migrations",
            Layout::Diesel => "__diesel_schema_migrations",
            _ => "_sqlx_migrations",
        }
    }

    /// Whether a row says that its file has begun and not ended. The other runners write the row behind the statement.
    pub(super) const fn has_begun(self) -> bool {
        matches!(self.layout, Layout::Sqlx)
    }

    /// Reads the rows; the table is created where it is not there.
    pub(super) async fn rows(self, connection: &mut PgConnection) -> Result<Vec<Row>, Failure> {
        // CREATE TABLE IF NOT EXISTS needs the right to create a table even where it is there.
        if !self.is_there(connection).await? {
            self.create(connection).await?;
        }
        self.rows_if_there(connection).await
    }

    async fn create(self, connection: &mut PgConnection) -> Result<(), Failure> {
        let sql = match self.layout {
            Layout::Refinery => {
                "CREATE TABLE refinery_schema_history (version int4 PRIMARY KEY, name varchar(255), applied_on varchar(255), checksum varchar(255))"
            }
            Layout::Dbmate => "CREATE TABLE schema_migrations (version varchar PRIMARY KEY)",
            Layout::Diesel => {
                "CREATE TABLE __diesel_schema_migrations (version varchar(50) PRIMARY KEY, run_on timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP)"
            }
            _ => "",
        };
        let created = match sql {
            "" => connection.ensure_migrations_table(self.table()).await.map_err(|error| match error {
                MigrateError::Execute(error) => error,
                error => sqlx::Error::Migrate(Box::new(error)),
            }),
            sql => sqlx::raw_sql(sql).execute(connection).await.map(drop),
        };
        created.map_err(|error| {
            let failure = Failure::new(
                Exit::Database,
                format!("cannot create the table `{}`: {}", self.table(), sentence(&error)),
            );
            failure.help(match code(&error).as_deref() {
                Some("25006") => READ_ONLY,
                _ if is_lost(&error) => "run the command again",
                _ => "run the command as the owner of the tables, who may create tables in the first schema of `search_path`",
            })
        })
    }

    /// Reads the rows; there are none without the table.
    pub(crate) async fn rows_if_there(self, connection: &mut PgConnection) -> Result<Vec<Row>, Failure> {
        if !self.is_there(connection).await? {
            return Ok(Vec::new());
        }
        let columns = match self.layout {
            Layout::Refinery => "convert_to(checksum, 'UTF8'), true",
            Layout::Dbmate | Layout::Diesel => "NULL::bytea, true",
            _ => "checksum, success",
        };
        let query = format!("SELECT version::text, {columns} FROM {} ORDER BY version", self.table());
        let rows: Vec<(String, Option<Vec<u8>>, bool)> = sqlx::query_as(AssertSqlSafe(query))
            .fetch_all(connection)
            .await
            .map_err(failed(format!("read the table `{}`", self.table())))?;
        Ok(rows.into_iter().map(|(key, checksum, success)| Row { key, checksum, success }).collect())
    }

    async fn is_there(self, connection: &mut PgConnection) -> Result<bool, Failure> {
        let found = sqlx::query_scalar("SELECT to_regclass($1) IS NOT NULL").bind(self.table());
        found.fetch_one(connection).await.map_err(failed(format!("look for the table `{}`", self.table())))
    }

    /// The files are those that the database has, or come after them.
    pub(crate) fn check(self, rows: &[Row], files: &[MigrationFile]) -> Result<(), Failure> {
        for row in rows {
            let Some(file) = files.iter().find(|file| file.key == row.key) else {
                return Err(Failure::new(
                    Exit::Files,
                    format!("the database has the migration {}, and there is no file of this version", row.key),
                )
                .help("restore the file from version control, or use the files of the release that the database has"));
            };
            if row.checksum.is_some() && file.checksum.is_some() && file.checksum != row.checksum {
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
                    row.key
                )));
            }
        }
        // Refinery stops at a file that comes before one that has run.
        let is_there = |file: &&MigrationFile| rows.iter().any(|row| row.key == file.key);
        let last = files.iter().filter(is_there).map(|file| file.version).max();
        let late = files.iter().find(|file| !is_there(file) && Some(file.version) < last);
        match late.filter(|_| matches!(self.layout, Layout::Refinery)) {
            Some(file) => Err(Failure::new(
                Exit::Files,
                format!("`{}` comes before a file that the database has run, and refinery refuses that", file.name),
            )
            .help("give the file the next version: delete it, and plan it again")),
            None => Ok(()),
        }
    }

    /// Writes the row of a file.
    pub(super) async fn insert(
        self,
        connection: &mut PgConnection,
        file: &MigrationFile,
        success: bool,
        time: Duration,
    ) -> Result<(), sqlx::Error> {
        let query = match self.layout {
            Layout::Refinery => sqlx::query(
                "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES ($1::int4, $2,
                    to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), convert_from($3, 'UTF8'))",
            )
            .bind(i32::try_from(file.version).unwrap_or(i32::MAX))
            .bind(&file.description)
            .bind(file.checksum.as_deref().unwrap_or_default()),
            Layout::Dbmate => sqlx::query("INSERT INTO schema_migrations (version) VALUES ($1)").bind(&file.key),
            Layout::Diesel => {
                sqlx::query("INSERT INTO __diesel_schema_migrations (version) VALUES ($1)").bind(&file.key)
            }
            _ => sqlx::query(
                "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(file.version)
            .bind(&file.description)
            .bind(success)
            .bind(file.checksum.as_deref().unwrap_or_default())
            .bind(nanoseconds(time)),
        };
        query.execute(connection).await.map(drop)
    }

    /// The row of a file that has ended.
    pub(super) async fn finish(
        self,
        connection: &mut PgConnection,
        file: &MigrationFile,
        time: Duration,
    ) -> Result<(), sqlx::Error> {
        if !self.has_begun() {
            return self.insert(connection, file, true, time).await;
        }
        let query = sqlx::query("UPDATE _sqlx_migrations SET success = true, execution_time = $2 WHERE version = $1");
        query.bind(file.version).bind(nanoseconds(time)).execute(connection).await.map(drop)
    }

    /// Says that a file is being undone, or is not any more.
    pub(super) async fn set_success(
        self,
        connection: &mut PgConnection,
        file: &MigrationFile,
        success: bool,
    ) -> Result<(), sqlx::Error> {
        if !self.has_begun() {
            return Ok(());
        }
        let query = sqlx::query("UPDATE _sqlx_migrations SET success = $2 WHERE version = $1");
        query.bind(file.version).bind(success).execute(connection).await.map(drop)
    }

    /// Removes the row of a file that did not run, or that was undone.
    pub(super) async fn delete(self, connection: &mut PgConnection, file: &MigrationFile) -> Result<(), sqlx::Error> {
        let query = format!("DELETE FROM {} WHERE version::text = $1", self.table());
        sqlx::query(AssertSqlSafe(query)).bind(&file.key).execute(connection).await.map(drop)
    }

    /// The statement that writes the row of a file by hand, for runners that have no more in it than the version.
    pub(super) fn by_hand(self, file: &MigrationFile) -> String {
        format!("INSERT INTO {} (version) VALUES ('{}')", self.table(), file.key)
    }
}

fn nanoseconds(time: Duration) -> i64 {
    i64::try_from(time.as_nanos()).unwrap_or(i64::MAX)
}
