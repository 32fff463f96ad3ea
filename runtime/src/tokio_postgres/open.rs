use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Waker};

use tokio_postgres::Client;

use super::error::{failed, failed_to_commit};
use super::link::Link;
use crate::Error;
use crate::transaction::IS_SOUND;

/// A transaction or savepoint, which is rolled back when it is dropped.
pub(super) struct Open<'client> {
    client_ref: ClientRef<'client>,
    /// Zero is the transaction, anything else a savepoint inside it.
    depth: usize,
    is_ended: bool,
    /// Whether a statement may have aborted the transaction since one last succeeded.
    is_unsure: bool,
    /// Whether a statement in it or in a savepoint of it was in conflict with another transaction.
    met_conflict: Arc<AtomicBool>,
}

pub(super) enum ClientRef<'client> {
    Borrowed(Link<'client>),
    #[cfg(feature = "deadpool-postgres")]
    Pooled {
        client: Box<deadpool_postgres::Client>,
        prepares: bool,
    },
}

impl ClientRef<'_> {
    fn link(&self) -> Link<'_> {
        match self {
            Self::Borrowed(link) => *link,
            #[cfg(feature = "deadpool-postgres")]
            Self::Pooled { client, prepares: true } => Link::prepared(client),
            #[cfg(feature = "deadpool-postgres")]
            Self::Pooled { client, prepares: false } => Link::unprepared(client),
        }
    }
}

impl<'client> Open<'client> {
    pub(super) async fn begin(client_ref: ClientRef<'client>, opening: &str) -> Result<Self, Error> {
        Self::at(0, client_ref, opening, Arc::default()).await
    }

    pub(super) async fn savepoint(&mut self) -> Result<Open<'_>, Error> {
        self.is_unsure = true;
        let depth = self.depth + 1;
        let opening = format!("SAVEPOINT {}", savepoint(depth));
        Open::at(depth, ClientRef::Borrowed(self.client_ref.link()), &opening, Arc::clone(&self.met_conflict)).await
    }

    /// What the server has done of it when this fails or is dropped is undone.
    async fn at(
        depth: usize,
        client_ref: ClientRef<'client>,
        opening: &str,
        met_conflict: Arc<AtomicBool>,
    ) -> Result<Self, Error> {
        let this = Self { client_ref, depth, is_ended: false, is_unsure: false, met_conflict };
        this.client().batch_execute(opening).await.map_err(|error| failed(error, None))?;
        Ok(this)
    }

    fn client(&self) -> &Client {
        self.client_ref.link().client()
    }

    /// The connection, for statements whose outcome is not known unless [`outcome`](Self::outcome) is told.
    pub(super) fn link(&mut self) -> Link<'_> {
        self.is_unsure = true;
        self.client_ref.link()
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

    pub(super) fn met_conflict(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.met_conflict)
    }

    pub(super) async fn commit(mut self) -> Result<(), Error> {
        if self.is_unsure {
            self.client().batch_execute(IS_SOUND).await.map_err(|error| failed(error, None))?;
        }
        let sql = match self.depth {
            0 => "COMMIT".to_owned(),
            depth => format!("RELEASE SAVEPOINT {}", savepoint(depth)),
        };
        self.client().batch_execute(&sql).await.map_err(failed_to_commit).inspect_err(|error| self.notice(error))?;
        self.is_ended = true;
        Ok(())
    }

    pub(super) async fn rollback(mut self) -> Result<(), Error> {
        self.client().batch_execute(&self.undoing()).await.map_err(|error| failed(error, None))?;
        self.is_ended = true;
        Ok(())
    }

    fn undoing(&self) -> String {
        match self.depth {
            0 => "ROLLBACK".to_owned(),
            depth => format!("ROLLBACK TO SAVEPOINT {0}; RELEASE SAVEPOINT {0}", savepoint(depth)),
        }
    }
}

fn savepoint(depth: usize) -> String {
    format!("peristyle_{depth}")
}

/// Sent behind whatever was sent before, and ahead of what the connection or its next owner sends.
impl Drop for Open<'_> {
    fn drop(&mut self) {
        if !self.is_ended {
            send(self.client(), &self.undoing());
        }
    }
}

/// The first poll hands the message to the connection; nobody waits for the answer.
fn send(client: &Client, sql: &str) {
    let _ = pin!(client.batch_execute(sql)).poll(&mut Context::from_waker(Waker::noop()));
}
