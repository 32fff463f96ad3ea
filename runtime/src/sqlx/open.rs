use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use sqlx::pool::PoolConnection;
use sqlx::postgres::PgTransactionManager as Manager;
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, Postgres, Row, SqlSafeStr};
use sqlx_core::transaction::{TransactionManager, commit_ansi_transaction_sql as release};

use super::error::{failed, failed_to_commit, unconnected};
use super::unguarded::Unguarded;
use crate::query::Target;
use crate::transaction::{IS_SOUND, Opening, RowSecurityBypass, TransactionState, bypass};
use crate::{Error, TableDef};

/// A transaction or savepoint, which is rolled back when it is dropped.
///
/// It replaces that of sqlx. If the future that opens a transaction of sqlx is dropped, or the server refuses the
/// message, its connection returns to the pool inside the transaction. sqlx counts transactions and savepoints together
/// and always ends the innermost, so each operation first compares the count with its own.
pub(super) struct Open<'connection> {
    held: Held<'connection>,
    /// The count of sqlx while this is the innermost; 1 is the transaction.
    depth: usize,
    stage: Stage,
    /// Whether the connection keeps prepared statements.
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
    /// Whether the server opened it is unknown.
    Opening,
    Open,
    Ended,
}

/// Takes a connection of the pool that is outside of a transaction. The next statements on a forgotten transaction
/// would be lost.
pub(super) async fn acquire(pool: &PgPool) -> Result<PoolConnection<Postgres>, Error> {
    loop {
        let connection = pool.acquire().await.map_err(unconnected)?;
        if !connection.is_in_transaction() {
            return Ok(connection);
        }
        // If closing it fails, it is closed as well.
        let _ = connection.close().await;
    }
}

/// Reads the results of cancelled statements: sqlx would report an error among them for the next statement.
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
        // Checked first: the error of sqlx would roll back the outer transaction.
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

    /// Ends a transaction that the server refused to open; sqlx does not know it.
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

    /// The savepoints of sqlx roll back the outer transaction when opening them fails or is dropped. Here nothing can
    /// fail afterwards, and it is not dropped.
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

    /// The connection, for SQL whose outcome is not recorded.
    pub(super) fn connection(&mut self) -> &mut PgConnection {
        self.undo_forgotten();
        self.state.doubt();
        &mut self.held
    }

    /// The connection, for a statement whose outcome is recorded.
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

    /// Rolls back savepoints that were neither ended nor dropped.
    fn undo_forgotten(&mut self) {
        if Manager::get_transaction_depth(&self.held) > self.depth {
            self.undo_down_to(self.depth);
        }
    }

    /// Sent before the next message of the connection, and before it returns to its pool.
    fn undo_down_to(&mut self, depth: usize) {
        while Manager::get_transaction_depth(&self.held) > depth {
            Manager::start_rollback(&mut self.held);
        }
        self.state.set_unreleased(depth);
        self.state.doubt();
    }

    /// Whether it was ended by something else.
    fn is_over(&self) -> bool {
        Manager::get_transaction_depth(&self.held) < self.depth
    }

    /// Records the outcome of the last statement.
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
