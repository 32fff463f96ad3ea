use std::future::poll_fn;
use std::mem;
#[cfg(feature = "bb8")]
use std::ops::Deref;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use tokio_postgres::{Client, Error as Failure, SimpleQueryMessage, Statement as Prepared};

use super::error::{failed, failed_to_commit};
use super::lent::Lent;
use super::link::{self, Link, Recent, Request};
use crate::query::rows::ReadRows;
use crate::transaction::{IS_OPEN, IS_SOUND, Login, Opening, RowSecurityBypass, TransactionState, bypass};
use crate::{DriverError, Error, TableDef};

/// A transaction or savepoint, which is rolled back when it is dropped.
pub(super) struct Open<'client> {
    client_ref: ClientRef<'client>,
    /// Zero is the transaction, any other number a savepoint in it.
    depth: usize,
    stage: Stage,
    state: Arc<TransactionState>,
    /// Those of a savepoint are its own.
    recent: Recent,
}

/// How far the transaction is.
enum Stage {
    /// The message that opens it is sent with the first statement.
    Unsent(Opening, Option<Login>),
    /// The message was sent before SQL of the caller, and its answer is unknown.
    Sent,
    /// The message failed, or its answer was not awaited. Nothing else runs.
    Unopened,
    Open,
    /// COMMIT or ROLLBACK was sent.
    Ended,
}

pub(super) enum ClientRef<'client> {
    Outer(Link<'client>),
    Lent(Lent<'client>),
    #[cfg(feature = "deadpool-postgres")]
    Pooled {
        client: Box<deadpool_postgres::Client>,
        prepares: bool,
    },
    /// Of another pool.
    #[cfg(feature = "bb8")]
    Owned(Box<dyn Deref<Target = Client> + Send + Sync>),
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
            #[cfg(feature = "bb8")]
            Self::Owned(client) => Link::unprepared(client),
        }
    }
}

impl<'client> Open<'client> {
    /// The message that opens the transaction is sent with the first statement.
    pub(super) fn new(client_ref: ClientRef<'client>, opening: Opening, login: Option<Login>) -> Self {
        Self {
            client_ref,
            depth: 0,
            stage: Stage::Unsent(opening, login),
            state: Arc::default(),
            recent: Recent::default(),
        }
    }

    /// Opens the transaction. If this fails or is dropped, the server rolls back.
    pub(super) async fn begin(
        client_ref: ClientRef<'client>,
        opening: Opening,
        login: Option<Login>,
    ) -> Result<Self, Error> {
        let mut this = Self::new(client_ref, opening, login);
        this.open().await?;
        Ok(this)
    }

    /// Opens the transaction, unless it is open.
    async fn open(&mut self) -> Result<(), Error> {
        match mem::replace(&mut self.stage, Stage::Unopened) {
            Stage::Unsent(opening, login) => {
                let begun = self.client().batch_execute(&opening.sql).await;
                self.opened(begun, &opening, login.as_ref()).await
            }
            Stage::Sent => {
                self.client().batch_execute(IS_OPEN).await.map_err(|error| failed(error, None))?;
                self.stage = Stage::Open;
                Ok(())
            }
            Stage::Open => {
                self.stage = Stage::Open;
                Ok(())
            }
            stage @ (Stage::Unopened | Stage::Ended) => {
                self.stage = stage;
                Err(Error::unopened())
            }
        }
    }

    /// Records the answer to the message that opens the transaction.
    async fn opened(
        &mut self,
        begun: Result<(), Failure>,
        opening: &Opening,
        login: Option<&Login>,
    ) -> Result<(), Error> {
        if let Err(error) = begun {
            return Err(self.refused(error, opening).await);
        }
        self.stage = Stage::Open;
        opening.accepted(login);
        Ok(())
    }

    /// The server refused to open the transaction.
    async fn refused(&mut self, error: Failure, opening: &Opening) -> Error {
        let root = opening.checks.filter(|_| error.code().is_some_and(|code| code.code() == bypass::BYPASSED));
        let Some(root) = root else { return failed(error, None) };
        self.diagnosis(root).await.map_or_else(|| failed(error, None), Error::RowSecurityBypass)
    }

    async fn diagnosis(&mut self, root: &TableDef) -> Option<RowSecurityBypass> {
        let messages = self.client().simple_query(&bypass::diagnosis(root)).await.ok()?;
        self.stage = Stage::Ended;
        messages.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(RowSecurityBypass::new(root, row.get(0)?.to_owned(), row.get(1)?)),
            _ => None,
        })
    }

    pub(super) async fn savepoint(&mut self) -> Result<Open<'_>, Error> {
        self.open().await?;
        self.undo_forgotten();
        self.state.doubt();
        let (depth, state) = (self.depth + 1, Arc::clone(&self.state));
        let client_ref = ClientRef::Outer(self.client_ref.link());
        state.set_savepoints(depth);
        let this = Open { client_ref, depth, stage: Stage::Open, state, recent: Recent::default() };
        let opening = format!("SAVEPOINT {}", savepoint(depth));
        this.client().batch_execute(&opening).await.map_err(|error| failed(error, None))?;
        this.state.trust();
        Ok(this)
    }

    fn client(&self) -> &Client {
        self.client_ref.link().client()
    }

    /// The connection, for SQL of the caller, whose outcome is not recorded.
    pub(super) fn connection(&mut self) -> &Client {
        match &self.stage {
            Stage::Unsent(opening, _) => {
                send(self.client(), &opening.sql);
                self.stage = Stage::Sent;
            }
            // The server refuses the SQL, which would run outside of a transaction.
            Stage::Unopened | Stage::Ended => {
                send(self.client(), ABORT);
                self.stage = Stage::Unopened;
            }
            Stage::Sent | Stage::Open => {}
        }
        self.undo_forgotten();
        self.state.doubt();
        self.state.touch();
        self.client()
    }

    /// Rolls back savepoints that were neither ended nor dropped.
    fn undo_forgotten(&self) {
        if self.state.savepoints() > self.depth {
            send(self.client(), &undoing(self.depth + 1));
            self.state.set_savepoints(self.depth);
            self.state.doubt();
        }
    }

    pub(super) fn state(&self) -> Arc<TransactionState> {
        Arc::clone(&self.state)
    }

    /// Runs a statement. The first one is sent together with the message that opens the transaction.
    pub(super) async fn run(&mut self, request: &Request, rows: &mut dyn ReadRows) -> Result<u64, Error> {
        self.undo_forgotten();
        self.state.doubt();
        let answer = self.answer(request, rows).await;
        if matches!(answer, Err(Error::SchemaChanged(_))) {
            self.client_ref.link().clear();
        }
        self.state.note(&answer, request.target);
        answer
    }

    async fn answer(&mut self, request: &Request, rows: &mut dyn ReadRows) -> Result<u64, Error> {
        let prepared = match self.prepared_before(request) {
            Some(prepared) => {
                self.touch(request);
                Some(prepared)
            }
            None => self.prepare_again(request).await?,
        };
        let opening = self.take_opening();
        let answer = link::answer(self.client_ref.link().client(), prepared.as_ref(), request, rows);
        let Some((opening, login)) = opening else {
            return answer.await.map_err(|error| failed(error, Some(request.target)));
        };
        // A box, which only the first statement pays for: a future has the size of its largest branch.
        let sent = Box::pin(together(self.client_ref.link().client(), Some(&opening), answer, None)).await;
        if let (Err(error), true) = (&sent.begun, sent.answer.is_ok() && !request.target.verb.only_reads()) {
            return Err(outside(error));
        }
        Box::pin(self.opened(sent.begun, &opening, login.as_ref())).await?;
        sent.answer.map_err(|error| failed(error, Some(request.target)))
    }

    /// The prepared statement, if the transaction ran it. After a change of the schema, in a savepoint too, it may be the old one.
    fn prepared_before(&self, request: &Request) -> Option<Prepared> {
        let is_current = matches!(self.stage, Stage::Open) && !self.state.met_schema_change();
        self.recent.find(request).filter(|_| is_current)
    }

    /// The same for a statement that the transaction may run again.
    async fn prepare_again(&mut self, request: &Request) -> Result<Option<Prepared>, Error> {
        let prepared = self.prepare(request).await?;
        if let Some(prepared) = &prepared {
            self.recent.add(request, prepared);
        }
        Ok(prepared)
    }

    /// Everything that must be answered before the statement is sent: the transaction is open, or the statement may be
    /// sent together with the message that opens it.
    async fn prepare(&mut self, request: &Request) -> Result<Option<Prepared>, Error> {
        let joins = matches!(self.stage, Stage::Unsent(..)) && request.is_void_without_tenant();
        if !joins && !matches!(self.stage, Stage::Open) {
            // A box, as for the first statement.
            Box::pin(self.open()).await?;
        }
        let prepared = self.client_ref.link().kept(request).await;
        let prepared = prepared.map_err(|error| failed(error, Some(request.target)))?;
        self.touch(request);
        Ok(prepared)
    }

    fn touch(&self, request: &Request) {
        if !request.target.verb.only_reads() {
            self.state.touch();
        }
    }

    /// The message that opens the transaction, unless it was sent.
    fn take_opening(&mut self) -> Option<(Opening, Option<Login>)> {
        match mem::replace(&mut self.stage, Stage::Unopened) {
            Stage::Unsent(opening, login) => Some((opening, login)),
            stage => {
                self.stage = stage;
                None
            }
        }
    }

    /// Runs the last statement, commits and reads the answer. The first two are sent together, unless changes before the
    /// statement would have to be rolled back: because the caller needs a row and finds none.
    pub(super) async fn run_last(
        mut self,
        request: &Request,
        rows: &mut dyn ReadRows,
        accepts_no_row: bool,
    ) -> Result<u64, Error> {
        self.undo_forgotten();
        let is_certain = accepts_no_row || self.state.is_untouched();
        if self.depth == 0 && is_certain && !matches!(self.stage, Stage::Sent) {
            let answer = self.answer_and_commit(request, rows).await;
            if matches!(answer, Err(Error::SchemaChanged(_))) {
                self.client_ref.link().clear();
            }
            return answer.inspect_err(|error| self.state.fail_commit(error));
        }
        let affected = self.run(request, rows).await?;
        match rows.end(affected)? || accepts_no_row {
            true => self.commit().await?,
            false => self.rollback().await?,
        }
        Ok(affected)
    }

    async fn answer_and_commit(&mut self, request: &Request, rows: &mut dyn ReadRows) -> Result<u64, Error> {
        let may_write = !request.target.verb.only_reads() || !self.state.is_untouched();
        let prepared = self.prepare(request).await?;
        let opening = self.take_opening();
        self.state.send_commit();
        let (client, target) = (self.client_ref.link().client(), Some(request.target));
        let answer = link::answer(client, prepared.as_ref(), request, rows);
        let opening_sql = opening.as_ref().map(|(opening, _)| opening);
        let sent = Box::pin(together(client, opening_sql, answer, Some(&mut self.stage))).await;
        // Without an answer of the server, nobody knows how far it came.
        let is_unknown = |error: &Failure| sent.committed.is_some() && may_write && error.as_db_error().is_none();
        let unknown = |error: Failure, target| match (is_unknown(&error), failed(error, target)) {
            (true, Error::Unreachable(driver) | Error::Driver(driver)) => Error::CommitUnknown(driver),
            (_, error) => error,
        };
        if let Some((opening, login)) = &opening {
            match sent.begun {
                Ok(()) => opening.accepted(login.as_ref()),
                Err(error) if may_write && sent.answer.is_ok() => return Err(outside(&error)),
                Err(error) if is_unknown(&error) => return Err(unknown(error, None)),
                Err(error) => return Err(self.refused(error, opening).await),
            }
        }
        let answer = sent.answer.map_err(|error| unknown(error, target))?;
        self.state.note(&Ok(()), request.target);
        match sent.committed {
            Some(Err(error)) if may_write => Err(failed_to_commit(error, &self.state.written())),
            Some(Err(error)) => Err(failed(error, None)),
            Some(Ok(())) | None => Ok(answer),
        }
    }

    pub(super) async fn commit(mut self) -> Result<(), Error> {
        if matches!(self.stage, Stage::Unsent(..)) {
            return Ok(());
        }
        self.open().await?;
        self.undo_forgotten();
        if self.state.is_unsure() {
            self.client().batch_execute(IS_SOUND).await.map_err(|error| failed(error, None))?;
        }
        // The server executes it even if nobody waits for the result.
        self.stage = Stage::Ended;
        match self.depth {
            0 => self.commit_transaction().await?,
            _ => self.release().await?,
        }
        self.state.trust();
        Ok(())
    }

    async fn commit_transaction(&self) -> Result<(), Error> {
        self.state.send_commit();
        let committed = self.client().batch_execute(COMMIT).await;
        committed
            .map_err(|error| failed_to_commit(error, &self.state.written()))
            .inspect_err(|error| self.state.fail_commit(error))
    }

    async fn release(&mut self) -> Result<(), Error> {
        let released = self.client().batch_execute(&format!("RELEASE SAVEPOINT {}", savepoint(self.depth))).await;
        if released.is_err() {
            self.stage = Stage::Open;
        }
        released.map_err(|error| failed(error, None))
    }

    pub(super) async fn rollback(mut self) -> Result<(), Error> {
        if matches!(mem::replace(&mut self.stage, Stage::Ended), Stage::Unsent(..)) {
            return Ok(());
        }
        self.client().batch_execute(&undoing(self.depth)).await.map_err(|error| failed(error, None))?;
        self.state.trust();
        Ok(())
    }
}

/// The statement ran although its transaction was not opened: the database has no row level security on the table.
fn outside(error: &Failure) -> Error {
    let message = format!("the statement ran outside of its transaction, which was not opened: {error}");
    Error::CommitUnknown(DriverError::new(message.clone(), message))
}

/// Answers to messages that were sent together.
struct Together {
    begun: Result<(), Failure>,
    answer: Result<u64, Failure>,
    /// None if no COMMIT was sent.
    committed: Option<Result<(), Failure>>,
}

/// Sends the message that opens a transaction, a statement and COMMIT, before it waits for the first answer. The first
/// poll of each future passes its message to the connection. A statement that the driver refuses is not committed.
async fn together(
    client: &Client,
    opening: Option<&Opening>,
    answer: impl Future<Output = Result<u64, Failure>>,
    mut ends: Option<&mut Stage>,
) -> Together {
    let begin = async {
        match opening {
            Some(opening) => client.batch_execute(&opening.sql).await,
            None => Ok(()),
        }
    };
    let (mut begin, mut answer, mut commit) = (pin!(begin), pin!(answer), pin!(client.batch_execute(COMMIT)));
    let (mut begun, mut answered, mut committed) = (None, None, None);
    let mut is_first = true;
    poll_fn(|context| {
        advance(begin.as_mut(), &mut begun, context);
        advance(answer.as_mut(), &mut answered, context);
        if mem::take(&mut is_first) {
            ends = ends.take().filter(|_| !matches!(answered, Some(Err(_))));
            if let Some(stage) = &mut ends {
                // The server executes COMMIT even if nobody waits for the result.
                **stage = Stage::Ended;
            }
        }
        if ends.is_some() {
            advance(commit.as_mut(), &mut committed, context);
        }
        if begun.is_none() || answered.is_none() || (ends.is_some() && committed.is_none()) {
            return Poll::Pending;
        }
        match (begun.take(), answered.take()) {
            (Some(begun), Some(answer)) => Poll::Ready(Together { begun, answer, committed: committed.take() }),
            _ => Poll::Pending,
        }
    })
    .await
}

/// Polls a future that is not done.
fn advance<F: Future>(future: Pin<&mut F>, output: &mut Option<F::Output>, context: &mut Context<'_>) {
    if output.is_none()
        && let Poll::Ready(done) = future.poll(context)
    {
        *output = Some(done);
    }
}

const COMMIT: &str = "COMMIT";

/// Leaves the connection in a transaction in which the server refuses everything.
const ABORT: &str = "BEGIN; ROLLBACK TO SAVEPOINT peristyle_unopened";

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
        if matches!(self.stage, Stage::Sent | Stage::Unopened | Stage::Open) {
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
