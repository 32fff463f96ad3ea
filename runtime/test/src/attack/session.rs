//! A connection of an attacker.

use sqlx::postgres::{PgConnectOptions, PgDatabaseError};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};
use uuid::Uuid;

/// What came of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It was executed: the rows that it returned, or changed.
    Done(u64),
    /// It was refused, with this SQLSTATE and message.
    Refused(String, String),
}

/// A connection, and the setting of the tenant.
pub(crate) struct Session {
    connection: PgConnection,
    setting: String,
}

impl Session {
    pub(crate) async fn open(options: &PgConnectOptions, setting: String) -> Result<Self, sqlx::Error> {
        Ok(Self { connection: options.connect().await?, setting })
    }

    /// Tries a statement in a transaction of the tenant, or of none, and takes it back.
    pub(crate) async fn attempt(&mut self, tenant: Option<&str>, sql: &str) -> Result<Outcome, sqlx::Error> {
        self.begin(tenant).await?;
        let outcome = self.run(sql).await;
        self.execute("ROLLBACK").await?;
        outcome
    }

    /// The same, with constraints that are checked at the end of the transaction.
    pub(crate) async fn attempt_to_commit(&mut self, tenant: Uuid, sql: &str) -> Result<Outcome, sqlx::Error> {
        self.begin(Some(&tenant.to_string())).await?;
        let mut outcome = self.run(sql).await;
        if let Ok(Outcome::Done(rows)) = outcome {
            let checked = self.run("SET CONSTRAINTS ALL IMMEDIATE").await;
            outcome = checked.map(|checked| match checked {
                Outcome::Done(_) => Outcome::Done(rows),
                refused => refused,
            });
        }
        self.execute("ROLLBACK").await?;
        outcome
    }

    /// Whether COPY returns a row, or the text in one.
    pub(crate) async fn copies(&mut self, tenant: Uuid, sql: &str, text: &str) -> Result<Outcome, sqlx::Error> {
        use futures_util::TryStreamExt;

        self.begin(Some(&tenant.to_string())).await?;
        let copied = match self.connection.copy_out_raw(sql).await {
            Ok(stream) => {
                stream.try_fold(Vec::new(), |all, part| async move { Ok([all, part.to_vec()].concat()) }).await
            }
            Err(error) => Err(error),
        };
        let outcome = match copied {
            Ok(bytes) => {
                let copied = String::from_utf8_lossy(&bytes);
                let lines = copied.lines().filter(|line| line.contains(text)).count();
                Ok(Outcome::Done(u64::try_from(lines).unwrap_or(u64::MAX)))
            }
            Err(error) => refused(error),
        };
        self.execute("ROLLBACK").await?;
        outcome
    }

    /// Runs the statement in a transaction of the tenant, and tries it again after its COMMIT.
    pub(crate) async fn attempt_after(&mut self, tenant: Uuid, sql: &str) -> Result<Outcome, sqlx::Error> {
        self.begin(Some(&tenant.to_string())).await?;
        self.run(sql).await?;
        self.execute("COMMIT").await?;
        self.run(sql).await
    }

    /// Runs a statement that is no attack in a transaction of the tenant.
    pub(crate) async fn commit(&mut self, tenant: Uuid, sql: &str) -> Result<(), sqlx::Error> {
        self.begin(Some(&tenant.to_string())).await?;
        self.execute(sql).await?;
        self.execute("COMMIT").await
    }

    pub(crate) async fn close(self) {
        // A connection that is lost is closed.
        let _ = self.connection.close().await;
    }

    async fn begin(&mut self, tenant: Option<&str>) -> Result<(), sqlx::Error> {
        let opening = match tenant {
            Some(tenant) => format!("BEGIN; SET LOCAL {} = '{tenant}'", self.setting),
            None => "BEGIN".to_owned(),
        };
        self.execute(&opening).await
    }

    async fn execute(&mut self, sql: &str) -> Result<(), sqlx::Error> {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut self.connection).await.map(drop)
    }

    async fn run(&mut self, sql: &str) -> Result<Outcome, sqlx::Error> {
        match sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut self.connection).await {
            Ok(done) => Ok(Outcome::Done(done.rows_affected())),
            Err(error) => refused(error),
        }
    }
}

fn refused(error: sqlx::Error) -> Result<Outcome, sqlx::Error> {
    let Some(refused) = error.as_database_error() else { return Err(error) };
    let code = refused.try_downcast_ref::<PgDatabaseError>().map(PgDatabaseError::code).unwrap_or_default();
    Ok(Outcome::Refused(code.to_owned(), refused.message().to_owned()))
}
