use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sqlx::pool::PoolConnection;
use sqlx::postgres::PgTransactionManager as Manager;
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, Postgres, SqlSafeStr};
use sqlx_core::transaction::TransactionManager;

use super::error::{failed, failed_to_commit};
use crate::Error;
use crate::transaction::IS_SOUND;

/// A transaction or savepoint, which is rolled back when it is dropped.
///
/// In place of sqlx's own: when the future that opens that one is dropped, or the server refuses what opens it, its connection goes back to the pool
/// inside the transaction.
pub(super) struct Open<'connection> {
    held: Held<'connection>,
    stage: Stage,
    /// Whether the connection keeps the statements that run in it, by their text.
    prepares: bool,
    /// Whether a statement may have aborted the transaction since one last succeeded.
    is_unsure: bool,
    /// Whether a statement in it or in a savepoint of it was in conflict with another transaction.
    met_conflict: Arc<AtomicBool>,
}

enum Held<'connection> {
    Pooled(PoolConnection<Postgres>),
    OfPool(&'connection mut PoolConnection<Postgres>),
    Borrowed(&'connection mut PgConnection),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The server may have opened it or not.
    Opening,
    Open,
    Ended,
}

impl Open<'static> {
    pub(super) async fn on_pool(pool: &PgPool, opening: String, prepares: bool) -> Result<Self, Error> {
        let connection = pool.acquire().await.map_err(|error| failed(error, None))?;
        Self::begin(Held::Pooled(connection), Some(opening), prepares).await
    }
}

impl<'connection> Open<'connection> {
    pub(super) async fn on_connection(
        connection: &'connection mut PgConnection,
        opening: String,
    ) -> Result<Self, Error> {
        Self::outermost(Held::Borrowed(connection), opening).await
    }

    pub(super) async fn on_connection_of_pool(
        connection: &'connection mut PoolConnection<Postgres>,
        opening: String,
    ) -> Result<Self, Error> {
        Self::outermost(Held::OfPool(connection), opening).await
    }

    async fn outermost(held: Held<'connection>, opening: String) -> Result<Self, Error> {
        // Asked beforehand: sqlx's own refusal would roll the outer transaction back.
        if held.is_in_transaction() {
            return Err(Error::NestedTenant);
        }
        Self::begin(held, Some(opening), true).await
    }

    /// A savepoint, where nothing else opens it.
    async fn begin(held: Held<'connection>, opening: Option<String>, prepares: bool) -> Result<Self, Error> {
        let mut this = Self { held, stage: Stage::Opening, prepares, is_unsure: false, met_conflict: Arc::default() };
        let opening = opening.map(|opening| AssertSqlSafe(opening).into_sql_str());
        Manager::begin(&mut this.held, opening).await.map_err(|error| failed(error, None))?;
        this.stage = Stage::Open;
        Ok(this)
    }

    pub(super) async fn savepoint(&mut self) -> Result<Open<'_>, Error> {
        let met_conflict = Arc::clone(&self.met_conflict);
        let prepares = self.prepares;
        let mut savepoint = Open::begin(Held::Borrowed(self.connection()), None, prepares).await?;
        savepoint.met_conflict = met_conflict;
        Ok(savepoint)
    }

    /// The connection, for statements whose outcome is not known unless [`outcome`](Self::outcome) is told.
    pub(super) fn connection(&mut self) -> &mut PgConnection {
        self.is_unsure = true;
        &mut self.held
    }

    /// The outcome of the statement that ran last.
    pub(super) fn outcome<T>(&mut self, outcome: Result<T, Error>) -> Result<T, Error> {
        self.is_unsure = outcome.is_err();
        outcome.inspect_err(|error| self.notice(error))
    }

    fn notice(&self, error: &Error) {
        if error.is_retryable() {
            self.met_conflict.store(true, Ordering::Relaxed);
        }
    }

    pub(super) fn prepares(&self) -> bool {
        self.prepares
    }

    pub(super) fn met_conflict(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.met_conflict)
    }

    pub(super) async fn commit(mut self) -> Result<(), Error> {
        if self.is_unsure {
            sqlx::raw_sql(IS_SOUND).execute(&mut *self.held).await.map_err(|error| failed(error, None))?;
        }
        Manager::commit(&mut self.held).await.map_err(failed_to_commit).inspect_err(|error| self.notice(error))?;
        self.stage = Stage::Ended;
        Ok(())
    }

    pub(super) async fn rollback(mut self) -> Result<(), Error> {
        Manager::rollback(&mut self.held).await.map_err(|error| failed(error, None))?;
        self.stage = Stage::Ended;
        Ok(())
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        match (self.stage, &mut self.held) {
            // sqlx does not know that there is something to roll back.
            (Stage::Opening, Held::Pooled(connection)) => connection.close_on_drop(),
            (Stage::Opening, Held::OfPool(connection)) => connection.close_on_drop(),
            // Sent before whatever the connection does next, and before it is back in its pool.
            (Stage::Open, held) => Manager::start_rollback(held),
            (Stage::Opening, Held::Borrowed(_)) | (Stage::Ended, _) => {}
        }
    }
}

impl Deref for Held<'_> {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        match self {
            Self::Pooled(connection) => connection,
            Self::OfPool(connection) => connection,
            Self::Borrowed(connection) => connection,
        }
    }
}

impl DerefMut for Held<'_> {
    fn deref_mut(&mut self) -> &mut PgConnection {
        match self {
            Self::Pooled(connection) => connection,
            Self::OfPool(connection) => connection,
            Self::Borrowed(connection) => connection,
        }
    }
}
