use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Waker};

use tokio_postgres::{Client, SimpleQueryMessage};

use super::error::{failed, failed_to_commit};
use super::lent::Lent;
use super::link::Link;
use crate::query::Target;
use crate::transaction::{IS_SOUND, Opening, RowSecurityBypass, TransactionState, bypass};
use crate::{Error, TableDef};

/// A transaction or savepoint, which is rolled back when it is dropped.
pub(super) struct Open<'client> {
    client_ref: ClientRef<'client>,
    /// Zero is the transaction, any other number a savepoint in it.
    depth: usize,
    is_ended: bool,
    state: Arc<TransactionState>,
}

pub(super) enum ClientRef<'client> {
    Outer(Link<'client>),
    Lent(Lent<'client>),
    #[cfg(feature = "deadpool-postgres")]
    Pooled {
        client: Box<deadpool_postgres::Client>,
        prepares: bool,
    },
}

impl ClientRef<'_> {
    fn link(&self) -> Link<'_> {
        match self {
            Self::Outer(link) => *link,
            Self::Lent(lent) => lent.link(),
            #[cfg(feature = "deadpool-postgres")]
            Self::Pooled { client, prepares: true } => Link::of_client(client),
            #[cfg(feature = "deadpool-postgres")]
            Self::Pooled { client, prepares: false } => Link::unprepared(client),
        }
    }
}

impl<'client> Open<'client> {
    /// If this fails or is dropped, the server rolls back.
    pub(super) async fn begin(client_ref: ClientRef<'client>, opening: &Opening) -> Result<Self, Error> {
        let mut this = Self { client_ref, depth: 0, is_ended: false, state: Arc::default() };
        let Err(error) = this.client().batch_execute(&opening.sql).await else { return Ok(this) };
        let root = opening.checks.filter(|_| error.code().is_some_and(|code| code.code() == bypass::BYPASSED));
        let Some(root) = root else { return Err(failed(error, None)) };
        Err(this.diagnosis(root).await.map_or_else(|| failed(error, None), Error::RowSecurityBypass))
    }

    async fn diagnosis(&mut self, root: &TableDef) -> Option<RowSecurityBypass> {
        let messages = self.client().simple_query(&bypass::diagnosis(root)).await.ok()?;
        self.is_ended = true;
        messages.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(RowSecurityBypass::new(root, row.get(0)?.to_owned(), row.get(1)?)),
            _ => None,
        })
    }

    pub(super) async fn savepoint(&mut self) -> Result<Open<'_>, Error> {
        let (depth, state) = (self.depth + 1, Arc::clone(&self.state));
        let client_ref = ClientRef::Outer(self.link());
        state.set_savepoints(depth);
        let this = Open { client_ref, depth, is_ended: false, state };
        let opening = format!("SAVEPOINT {}", savepoint(depth));
        this.client().batch_execute(&opening).await.map_err(|error| failed(error, None))?;
        this.state.trust();
        Ok(this)
    }

    fn client(&self) -> &Client {
        self.client_ref.link().client()
    }

    /// The connection, for statements whose outcome is unknown unless it is [noted](Self::noted).
    pub(super) fn link(&mut self) -> Link<'_> {
        self.undo_forgotten();
        self.state.doubt();
        self.client_ref.link()
    }

    /// Rolls back savepoints that were neither ended nor dropped.
    fn undo_forgotten(&self) {
        if self.state.savepoints() > self.depth {
            send(self.client(), &undoing(self.depth + 1));
            self.state.set_savepoints(self.depth);
            self.state.doubt();
        }
    }

    /// Records the outcome of the last statement.
    pub(super) fn noted<T>(&self, outcome: Result<T, Error>, target: Target) -> Result<T, Error> {
        self.state.note(&outcome, target);
        outcome
    }

    pub(super) fn state(&self) -> Arc<TransactionState> {
        Arc::clone(&self.state)
    }

    pub(super) async fn commit(mut self) -> Result<(), Error> {
        self.undo_forgotten();
        if self.state.is_unsure() {
            self.client().batch_execute(IS_SOUND).await.map_err(|error| failed(error, None))?;
        }
        // The server executes it even if nobody waits for the result.
        self.is_ended = true;
        match self.depth {
            0 => self.commit_transaction().await?,
            _ => self.release().await?,
        }
        self.state.trust();
        Ok(())
    }

    async fn commit_transaction(&self) -> Result<(), Error> {
        self.state.send_commit();
        let committed = self.client().batch_execute("COMMIT").await;
        committed
            .map_err(|error| failed_to_commit(error, &self.state.written()))
            .inspect_err(|error| self.state.fail_commit(error))
    }

    async fn release(&mut self) -> Result<(), Error> {
        let released = self.client().batch_execute(&format!("RELEASE SAVEPOINT {}", savepoint(self.depth))).await;
        self.is_ended = released.is_ok();
        released.map_err(|error| failed(error, None))
    }

    pub(super) async fn rollback(mut self) -> Result<(), Error> {
        self.is_ended = true;
        self.client().batch_execute(&undoing(self.depth)).await.map_err(|error| failed(error, None))?;
        self.state.trust();
        Ok(())
    }
}

fn undoing(depth: usize) -> String {
    match depth {
        0 => "ROLLBACK".to_owned(),
        depth => format!("ROLLBACK TO SAVEPOINT {0}; RELEASE SAVEPOINT {0}", savepoint(depth)),
    }
}

fn savepoint(depth: usize) -> String {
    format!("peristyle_{depth}")
}

/// Sent after all earlier messages, and before the next message of the connection or its next owner.
impl Drop for Open<'_> {
    fn drop(&mut self) {
        if !self.is_ended {
            send(self.client(), &undoing(self.depth));
            self.state.doubt();
        }
        self.state.set_savepoints(self.depth.saturating_sub(1));
    }
}

/// The first poll passes the message to the connection; nobody waits for the result.
fn send(client: &Client, sql: &str) {
    let _ = pin!(client.batch_execute(sql)).poll(&mut Context::from_waker(Waker::noop()));
}
