use std::future::poll_fn;
use std::pin::pin;
#[cfg(feature = "deadpool-postgres")]
use std::sync::Arc;

#[cfg(feature = "deadpool-postgres")]
use deadpool_postgres::StatementCache;
use futures_core::Stream;
use tokio_postgres::{Client, Error, Statement as Prepared};

#[cfg(feature = "deadpool-postgres")]
use super::kept::{self, Found};
use super::parameters::Parameters;
use crate::query::rows::ReadRows;
use crate::query::sql::Sql;
use crate::query::{Row, Statement, Target, Verb, usual_limit};

/// Sends a statement and reads its rows. Returns the number of rows read or written.
///
/// The first poll passes the statement to the connection. All rows are read, even if only one is requested: a violation may
/// be reported after the last.
pub(super) async fn answer(
    client: &Client,
    prepared: Option<&Prepared>,
    request: &Request,
    rows: &mut dyn ReadRows,
) -> Result<u64, Error> {
    rows.begin();
    let parameters = &request.parameters;
    let mut stream = pin!(match prepared {
        // A box, because glibc allocates up to 1,032 bytes several times as fast as more: with the driver's future in it, the
        // one of a statement has more.
        Some(statement) => Box::pin(client.query_raw(statement, parameters)).await?,
        None => {
            let sql = usual_limit::for_one_execution(&request.sql, request.target.verb);
            Box::pin(client.query_typed_raw(&sql, parameters.typed())).await?
        }
    });
    while let Some(row) = poll_fn(|context| stream.as_mut().poll_next(context)).await {
        rows.read(Row::of_tokio_postgres(&row?));
    }
    Ok(stream.rows_affected().unwrap_or(0))
}

/// A statement, and its values with their types.
pub(super) struct Request {
    sql: Sql,
    parameters: Parameters,
    pub(super) target: Target,
    /// Whether the connection keeps the prepared statement.
    #[cfg_attr(not(feature = "deadpool-postgres"), allow(dead_code, reason = "only a pool keeps them"))]
    is_kept: bool,
}

/// A client, and the caches of its prepared statements.
#[derive(Clone, Copy)]
pub(super) struct Link<'client> {
    client: &'client Client,
    /// That of deadpool has the statements that are constants, [`kept`](super::kept) has the others.
    #[cfg(feature = "deadpool-postgres")]
    cache: Option<&'client Arc<StatementCache>>,
}

impl<'client> Link<'client> {
    /// Keeps no prepared statements.
    pub(super) fn unprepared(client: &'client Client) -> Self {
        Self {
            client,
            #[cfg(feature = "deadpool-postgres")]
            cache: None,
        }
    }

    /// Keeps prepared statements with the connection.
    #[cfg(feature = "deadpool-postgres")]
    pub(super) fn prepared(client: &'client Client, cache: &'client Arc<StatementCache>) -> Self {
        Self { client, cache: Some(cache) }
    }

    /// The same for a client of deadpool.
    #[cfg(feature = "deadpool-postgres")]
    pub(super) fn of_client(client: &'client deadpool_postgres::Client) -> Self {
        Self::prepared(client, &client.statement_cache)
    }

    pub(super) fn client(self) -> &'client Client {
        self.client
    }

    /// Drops the prepared statements.
    pub(super) fn clear(self) {
        #[cfg(feature = "deadpool-postgres")]
        if let Some(cache) = self.cache {
            cache.clear();
            kept::clear(cache);
        }
    }

    /// The prepared statement, if the connection keeps it: prepares it the first time.
    #[cfg(feature = "deadpool-postgres")]
    pub(super) async fn kept(self, request: &Request) -> Result<Option<Prepared>, Error> {
        let Some(cache) = self.cache.filter(|_| request.is_kept) else { return Ok(None) };
        let (sql, parameters) = (&request.sql, &request.parameters);
        if matches!(sql, Sql::Constant(_)) {
            let types: Vec<_> = parameters.types().collect();
            // A box, because the future of every statement has the size of its largest branch.
            return Box::pin(cache.prepare_typed(self.client, sql, &types)).await.map(Some);
        }
        match kept::find(cache, sql, parameters) {
            Found::Prepared(prepared) => Ok(Some(prepared)),
            Found::Once => Ok(None),
            Found::Unprepared(kept) => {
                let types: Vec<_> = parameters.types().collect();
                let prepared = Box::pin(self.client.prepare_typed(sql, &types)).await?;
                kept.add(sql.shared(), &prepared);
                Ok(Some(prepared))
            }
        }
    }

    #[cfg(not(feature = "deadpool-postgres"))]
    pub(super) async fn kept(self, _: &Request) -> Result<Option<Prepared>, Error> {
        Ok(None)
    }
}

/// The prepared statements that a transaction ran last. They are found again by comparing their texts, where the caches of
/// the connection take a hash of the text, two locks and a future.
#[derive(Default)]
pub(super) struct Recent(Vec<(Sql, Prepared)>);

/// The number of [`Recent`] statements.
const RECENT: usize = 8;

impl Recent {
    /// Returns the prepared statement of this text with parameters of these types.
    pub(super) fn find(&self, request: &Request) -> Option<Prepared> {
        let is_it = |(sql, prepared): &&(Sql, Prepared)| {
            request.is_kept && *sql == request.sql && request.parameters.are_those_of(prepared)
        };
        self.0.iter().find(is_it).map(|(_, prepared)| prepared.clone())
    }

    pub(super) fn add(&mut self, request: &Request, prepared: &Prepared) {
        if self.0.len() == RECENT {
            self.0.remove(0);
        }
        self.0.push((request.sql.clone(), prepared.clone()));
    }
}

impl Request {
    pub(super) fn new(statement: Statement) -> Result<Self, crate::Error> {
        let Statement { sql, values, target, tenant: _ } = statement;
        Ok(Self { sql, parameters: Parameters::new(values)?, target, is_kept: true })
    }

    /// A statement of a cursor: a prepared one would have the columns of another cursor of this name.
    pub(super) fn of_cursor(statement: Statement) -> Result<Self, crate::Error> {
        Ok(Self { is_kept: false, ..Self::new(statement)? })
    }

    /// Whether the statement has no effect if its tenant is not set: it reads, or row level security refuses it.
    pub(super) fn is_void_without_tenant(&self) -> bool {
        let Target { table, verb } = self.target;
        // SQL of the user may write other tables than the one that it returns.
        verb.only_reads() || (verb != Verb::Raw && table.row_security && table.root().is_some())
    }
}
