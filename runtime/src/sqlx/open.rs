use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use sqlx::pool::PoolConnection;
use sqlx::postgres::PgTransactionManager as Manager;
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, Postgres, Row, SqlSafeStr};
use sqlx_core::transaction::{TransactionManager, commit_ansi_transaction_sql as release};

use super::error::{failed, failed_to_commit};
use super::unguarded::Unguarded;
use crate::query::Target;
use crate::transaction::{IS_SOUND, Opening, RowSecurityBypass, TransactionState, bypass};
use crate::{Error, TableDef};

/// A transaction or savepoint, which is rolled back when it is dropped.
///
/// In place of sqlx's own: when the future that opens that one is dropped, or the server refuses what opens it, its
/// connection goes back to the pool inside the transaction. sqlx counts transactions and savepoints together and always
/// ends the innermost, so each operation first compares the count with its own.
pub(super) struct Open<'connection> {
    held: Held<'connection>,
    /// What sqlx counts while this is the innermost: 1 is the transaction.
    depth: usize,
    stage: Stage,
    /// Whether the connection keeps the statements that run in it, by their text.
    prepares: bool,
    state: Arc<TransactionState>,
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

/// A connection of the pool outside any transaction: in one that was forgotten, the next statements would be lost.
pub(super) async fn acquire(pool: &PgPool) -> Result<PoolConnection<Postgres>, Error> {
    loop {
        let connection = pool.acquire().await.map_err(|error| failed(error, None))?;
        if !connection.is_in_transaction() {
            return Ok(connection);
        }
        // If closing it fails, it is closed as well.
        let _ = connection.close().await;
    }
}

/// Reads the answers to statements that were cancelled: sqlx takes an error among them for one of the next statement.
async fn drain(connection: &mut PgConnection) -> Result<(), Error> {
    while let Err(error) = connection.flush().await {
        if error.as_database_error().is_none() {
            return Err(failed(error, None));
        }
    }
    Ok(())
}

async fn run(connection: &mut PgConnection, sql: impl SqlSafeStr) -> Result<(), Error> {
    sqlx::raw_sql(sql).execute(connection).await.map(drop).map_err(|error| failed(error, None))
}

impl Open<'static> {
    pub(super) async fn on_pool(pool: &PgPool, opening: &Opening, prepares: bool) -> Result<Self, Error> {
        Self::begin(Held::Pooled(acquire(pool).await?), opening, prepares).await
    }
}

impl<'connection> Open<'connection> {
    pub(super) async fn on_connection(
        connection: &'connection mut PgConnection,
        opening: &Opening,
        prepares: bool,
    ) -> Result<Self, Error> {
        Self::outermost(Held::Borrowed(connection), opening, prepares).await
    }

    pub(super) async fn on_connection_of_pool(
        connection: &'connection mut PoolConnection<Postgres>,
        opening: &Opening,
        prepares: bool,
    ) -> Result<Self, Error> {
        Self::outermost(Held::OfPool(connection), opening, prepares).await
    }

    async fn outermost(mut held: Held<'connection>, opening: &Opening, prepares: bool) -> Result<Self, Error> {
        // Asked beforehand: sqlx's own refusal would roll the outer transaction back.
        if held.is_in_transaction() {
            return Err(Error::NestedTenant);
        }
        drain(&mut held).await?;
        Self::begin(held, opening, prepares).await
    }

    async fn begin(held: Held<'connection>, opening: &Opening, prepares: bool) -> Result<Self, Error> {
        let mut this = Self { held, depth: 1, stage: Stage::Opening, prepares, state: Arc::default() };
        let sql = AssertSqlSafe(opening.sql.as_str()).into_sql_str();
        match Manager::begin(&mut this.held, Some(sql)).await {
            Ok(()) => this.stage = Stage::Open,
            Err(error) => return Err(this.refused(error, opening).await),
        }
        Ok(this)
    }

    /// Ends the transaction in which the server refused what opens it; sqlx knows of none.
    async fn refused(mut self, error: sqlx::Error, opening: &Opening) -> Error {
        let Some(refused) = error.as_database_error() else { return failed(error, None) };
        let root = opening.checks.filter(|_| refused.code().as_deref() == Some(bypass::BYPASSED));
        let told = match root {
            Some(root) => self.diagnosis(root).await,
            None => run(&mut self.held, "ROLLBACK").await.map(|()| None),
        };
        if told.is_ok() {
            self.stage = Stage::Ended;
        }
        told.ok().flatten().map_or_else(|| failed(error, None), Error::RowSecurityBypass)
    }

    async fn diagnosis(&mut self, root: &TableDef) -> Result<Option<RowSecurityBypass>, Error> {
        let asked = sqlx::raw_sql(AssertSqlSafe(bypass::diagnosis(root))).fetch_optional(&mut *self.held).await;
        let row = asked.map_err(|error| failed(error, None))?;
        let texts = row.and_then(|row| Some((row.try_get::<String, _>(0).ok()?, row.try_get::<String, _>(1).ok()?)));
        Ok(texts.map(|(role, reason)| RowSecurityBypass::new(root, role, &reason)))
    }

    /// sqlx's own way to open a savepoint rolls back the outer transaction when it fails or is dropped. So nothing is
    /// left that could fail, and it is not dropped.
    pub(super) async fn savepoint(&mut self) -> Result<Open<'_>, Error> {
        let (depth, state) = (self.depth, Arc::clone(&self.state));
        let (is_unsure, prepares) = (state.is_unsure(), self.prepares);
        let connection = self.ready().await?;
        if state.unreleased() == depth {
            run(connection, release(depth + 1)).await?;
        } else if is_unsure {
            run(connection, IS_SOUND).await?;
        }
        state.set_unreleased(depth);
        Unguarded::new(Manager::begin(connection, None)).await.map_err(|error| failed(error, None))?;
        state.set_unreleased(0);
        state.trust();
        let held = Held::Borrowed(connection);
        Ok(Open { held, depth: depth + 1, stage: Stage::Open, prepares, state })
    }

    /// The connection, for SQL whose outcome is not noted.
    pub(super) fn connection(&mut self) -> &mut PgConnection {
        self.undo_forgotten();
        self.state.doubt();
        &mut self.held
    }

    /// The connection, for a statement whose outcome is noted.
    pub(super) async fn ready(&mut self) -> Result<&mut PgConnection, Error> {
        self.undo_forgotten();
        if self.is_over() {
            return Err(Error::ended());
        }
        if self.state.doubt() {
            drain(&mut self.held).await?;
        }
        Ok(&mut self.held)
    }

    /// Undoes savepoints that were neither ended nor dropped.
    fn undo_forgotten(&mut self) {
        if Manager::get_transaction_depth(&self.held) > self.depth {
            self.undo_down_to(self.depth);
        }
    }

    /// Sent before whatever the connection does next, and before it is back in its pool.
    fn undo_down_to(&mut self, depth: usize) {
        while Manager::get_transaction_depth(&self.held) > depth {
            Manager::start_rollback(&mut self.held);
        }
        self.state.set_unreleased(depth);
        self.state.doubt();
    }

    /// Whether something else has ended it.
    fn is_over(&self) -> bool {
        Manager::get_transaction_depth(&self.held) < self.depth
    }

    /// Keeps the outcome of the statement that ran last.
    pub(super) fn noted<T>(&self, outcome: Result<T, Error>, target: Target) -> Result<T, Error> {
        self.state.note(&outcome, target);
        outcome
    }

    pub(super) fn prepares(&self) -> bool {
        self.prepares
    }

    pub(super) fn state(&self) -> Arc<TransactionState> {
        Arc::clone(&self.state)
    }

    pub(super) async fn commit(mut self) -> Result<(), Error> {
        let is_unsure = self.state.is_unsure();
        let connection = self.ready().await?;
        if is_unsure {
            run(connection, IS_SOUND).await?;
        }
        match self.depth {
            1 => self.commit_transaction().await?,
            _ => Manager::commit(&mut self.held).await.map_err(|error| failed(error, None))?,
        }
        self.stage = Stage::Ended;
        self.state.trust();
        Ok(())
    }

    async fn commit_transaction(&mut self) -> Result<(), Error> {
        self.state.send_commit();
        let committed = Manager::commit(&mut self.held).await;
        committed
            .map_err(|error| failed_to_commit(error, &self.state.written()))
            .inspect_err(|error| self.state.fail_commit(error))
    }

    pub(super) async fn rollback(mut self) -> Result<(), Error> {
        self.undo_forgotten();
        if !self.is_over() {
            drain(&mut self.held).await?;
            Manager::rollback(&mut self.held).await.map_err(|error| failed(error, None))?;
            self.state.set_unreleased(self.depth - 1);
        }
        self.stage = Stage::Ended;
        self.state.trust();
        Ok(())
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        match self.stage {
            // sqlx does not know that there is something to roll back.
            Stage::Opening => self.held.close_on_drop(),
            Stage::Open => self.undo_down_to(self.depth - 1),
            Stage::Ended => {}
        }
    }
}

impl Held<'_> {
    fn close_on_drop(&mut self) {
        match self {
            Self::Pooled(connection) => connection.close_on_drop(),
            Self::OfPool(connection) => connection.close_on_drop(),
            Self::Borrowed(_) => {}
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
