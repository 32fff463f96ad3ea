//! The proof of a migration: in a database with rows all files run, are undone, and run again.
//!
//! | step | what is checked |
//! |---|---|
//! | all up | the catalog is that of a new database with the DDL of the structs; the rows have the same values in every column that both have |
//! | all down | the catalog and the rows are what they were |
//! | all up again | the catalog is that of the new database again |
//!
//! A down file that raises "this migration cannot be undone" ends the second step, and [`Proof::cannot_be_undone`] has the reason. Values that a
//! migration deletes and its down files cannot restore are listed in [`Proof::lost`].

mod error;
mod fingerprint;

pub use error::VerifyError;
pub use fingerprint::fingerprints;
use fingerprint::{Fingerprints, Tables, tables};
use peristyle_build::migrate::Part;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::at_risk::{self, Deleted};
use crate::catalog::{Catalog, Extent};

/// A file of a migration.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct File {
    /// What messages call it.
    pub name: String,
    /// The statements.
    pub up: String,
    /// The statements that undo them, where there is a down file.
    pub down: Option<String>,
    /// Whether they run in a transaction.
    pub in_transaction: bool,
}

/// What was proven.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Proof {
    /// The number of files that ran.
    pub files: usize,
    /// The number of rows before and after.
    pub rows: u64,
    /// Why the files cannot all be undone.
    pub cannot_be_undone: Option<String>,
    /// Tables and columns whose values the migration deletes.
    pub lost: Vec<String>,
    /// What the files deleted when they ran first, with the number of rows.
    pub(crate) deleted: Vec<Deleted>,
}

/// What the migrations lead to: the catalog of a new database with the DDL of the structs.
#[derive(Debug, Clone)]
pub struct Goal {
    catalog: Catalog,
    tables: Tables,
}

/// The connections to a database that is a copy: its rows and tables are changed.
#[derive(Debug)]
pub struct Verify<'a> {
    owner: &'a mut PgConnection,
    reader: &'a mut PgConnection,
    schemas: Vec<&'a str>,
    say: fn(&str),
}

impl File {
    /// A file with its statements.
    pub fn new(name: impl Into<String>, up: impl Into<String>, down: Option<String>, in_transaction: bool) -> Self {
        Self { name: name.into(), up: up.into(), down, in_transaction }
    }
}

impl From<&Part> for File {
    fn from(part: &Part) -> Self {
        Self::new(part.name, &part.up, Some(part.down.clone()), part.in_transaction)
    }
}

impl Goal {
    /// Reads it from a database; a transaction that loads the DDL and is rolled back is enough.
    ///
    /// # Errors
    ///
    /// The connection is lost.
    pub async fn read(connection: &mut PgConnection, schemas: &[&str]) -> Result<Self, sqlx::Error> {
        let catalog = catalog(connection, schemas).await?;
        Ok(Self { catalog, tables: tables(connection, schemas).await? })
    }

    /// Returns the catalog, without the tables of migration runners.
    #[must_use]
    pub const fn catalog(&self) -> &Catalog {
        &self.catalog
    }
}

impl<'a> Verify<'a> {
    /// The owner runs the files; the reader sees the rows of all tenants, as a superuser or with `BYPASSRLS`.
    pub fn new(owner: &'a mut PgConnection, reader: &'a mut PgConnection, schemas: &[&'a str]) -> Self {
        Self { owner, reader, schemas: schemas.to_vec(), say: |_| {} }
    }

    /// Calls this with each step that begins.
    #[must_use]
    pub fn progress(mut self, say: fn(&str)) -> Self {
        self.say = say;
        self
    }

    /// Runs the files and checks that they lead to the goal. On success the copy has all files.
    ///
    /// # Errors
    ///
    /// A file fails, the catalog or a row differs afterwards, or a connection is lost.
    pub async fn run(&mut self, files: &[File], goal: &Goal) -> Result<Proof, VerifyError> {
        let base = self.catalog().await?;
        (self.say)("counting the rows");
        let before = Fingerprints::of(self.reader, goal, &self.schemas).await.map_err(VerifyError::Read)?;

        let deleted = self.counted_up(files).await?;
        same("all up", &goal.catalog, &self.reached(goal).await?)?;
        let rows = |when| move |table| VerifyError::Rows { when, table };
        before.check_kept(self.reader).await?.map_or(Ok(()), |table| Err(rows("all up")(table)))?;

        let mut proof = Proof { files: files.len(), rows: before.rows(), deleted, ..Proof::default() };
        let undone = match self.down(files).await? {
            None => {
                same("all down", &base, &self.catalog().await?)?;
                before.check_kept(self.reader).await?.map_or(Ok(()), |table| Err(rows("all down")(table)))?;
                proof.lost = before.lost(self.reader).await.map_err(VerifyError::Read)?;
                0
            }
            Some((reason, undone)) => {
                proof.cannot_be_undone = Some(reason);
                undone
            }
        };
        self.up(&files[undone..]).await?;
        same("all up again", &goal.catalog, &self.reached(goal).await?)?;
        Ok(proof)
    }

    /// The catalog without the partitions that other programs made.
    async fn reached(&mut self, goal: &Goal) -> Result<Catalog, VerifyError> {
        let mut catalog = self.catalog().await?;
        catalog.without_run_time_partitions(&goal.catalog);
        Ok(catalog)
    }

    async fn catalog(&mut self) -> Result<Catalog, VerifyError> {
        catalog(self.reader, &self.schemas).await.map_err(VerifyError::Read)
    }

    async fn up(&mut self, files: &[File]) -> Result<(), VerifyError> {
        for file in files {
            self.up_one(file).await?;
        }
        Ok(())
    }

    /// Counts what each file deletes before it runs.
    async fn counted_up(&mut self, files: &[File]) -> Result<Vec<Deleted>, VerifyError> {
        let mut deleted = Vec::new();
        for file in files {
            deleted.extend(at_risk::of_file(self.reader, &file.name, &file.up).await);
            self.up_one(file).await?;
        }
        Ok(deleted)
    }

    async fn up_one(&mut self, file: &File) -> Result<(), VerifyError> {
        (self.say)(&format!("up: {}", file.name));
        let failed = |source| VerifyError::Up { file: file.name.clone(), source };
        execute(self.owner, &file.up, file.in_transaction).await.map_err(failed)
    }

    /// Undoes the files from the last to the first. Where one cannot be undone: the reason, and the place of those after it.
    async fn down(&mut self, files: &[File]) -> Result<Option<(String, usize)>, VerifyError> {
        for (place, file) in files.iter().enumerate().rev() {
            (self.say)(&format!("down: {}", file.name));
            let Some(down) = &file.down else {
                return Ok(Some((format!("`{}` has no down file", file.name), place + 1)));
            };
            if let Err(source) = execute(self.owner, down, file.in_transaction).await {
                return match cannot_be_undone(&source) {
                    Some(reason) => Ok(Some((format!("`{}`: {reason}", file.name), place + 1))),
                    None => Err(VerifyError::Down { file: file.name.clone(), source }),
                };
            }
        }
        Ok(None)
    }
}

/// Runs one file as `sqlx migrate` does.
pub(crate) async fn execute(
    connection: &mut PgConnection,
    text: &str,
    in_transaction: bool,
) -> Result<(), sqlx::Error> {
    let text = AssertSqlSafe(text.to_owned());
    if !in_transaction {
        return sqlx::raw_sql(text).execute(connection).await.map(drop);
    }
    let mut transaction = connection.begin().await?;
    match sqlx::raw_sql(text).execute(&mut *transaction).await {
        Ok(_) => transaction.commit().await,
        Err(error) => {
            // The error of the file is the one to report.
            transaction.rollback().await.ok();
            Err(error)
        }
    }
}

/// The reason that a down file raises.
pub(crate) fn cannot_be_undone(error: &sqlx::Error) -> Option<String> {
    let message = error.as_database_error()?.message();
    message.strip_prefix("this migration cannot be undone: ").map(str::to_owned)
}

/// Reads a catalog; a transaction that the connection is in goes on as it was.
async fn catalog(connection: &mut PgConnection, schemas: &[&str]) -> Result<Catalog, sqlx::Error> {
    let schemas: Vec<_> = schemas.iter().map(|schema| (*schema).to_owned()).collect();
    let mut transaction = connection.begin().await?;
    let mut catalog = Catalog::read_again(&mut transaction, &schemas, Extent::Facts).await?;
    transaction.rollback().await?;
    catalog.without_runners();
    Ok(catalog)
}

fn same(when: &'static str, expected: &Catalog, found: &Catalog) -> Result<(), VerifyError> {
    match expected.difference(found) {
        difference if difference.is_empty() => Ok(()),
        difference => Err(VerifyError::Catalog { when, difference }),
    }
}
