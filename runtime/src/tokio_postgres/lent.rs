use std::mem;

#[cfg(feature = "deadpool-postgres")]
use std::sync::Arc;

#[cfg(feature = "deadpool-postgres")]
use deadpool_postgres::StatementCache;
use tokio::io;
use tokio_postgres::{Client, Config, NoTls};

use super::error::failed;
use super::link::Link;
use crate::Error;

/// A client that was lent for the length of a transaction. In its place stands one that is closed, until this value is
/// dropped: if it is forgotten instead, nobody goes on in the transaction, and a pool throws the client away.
pub(super) struct Lent<'owner> {
    place: &'owner mut Client,
    client: Client,
    #[cfg(feature = "deadpool-postgres")]
    cache: Option<Arc<StatementCache>>,
}

impl<'owner> Lent<'owner> {
    pub(super) async fn new(place: &'owner mut Client) -> Result<Self, Error> {
        let mut client = closed().await?;
        mem::swap(place, &mut client);
        Ok(Self {
            place,
            client,
            #[cfg(feature = "deadpool-postgres")]
            cache: None,
        })
    }

    /// Of a pool whose connections keep prepared statements.
    #[cfg(feature = "deadpool-postgres")]
    pub(super) async fn of_pool(client: &'owner mut deadpool_postgres::Client, prepares: bool) -> Result<Self, Error> {
        let cache = prepares.then(|| Arc::clone(&client.statement_cache));
        let mut lent = Self::new(client).await?;
        lent.cache = cache;
        Ok(lent)
    }

    pub(super) fn link(&self) -> Link<'_> {
        #[cfg(feature = "deadpool-postgres")]
        if let Some(cache) = &self.cache {
            return Link::prepared(&self.client, cache);
        }
        Link::unprepared(&self.client)
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        mem::swap(self.place, &mut self.client);
    }
}

/// What a server says to a client that it lets in: AuthenticationOk, and ReadyForQuery outside a transaction.
const WELCOME: &[u8] = b"R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I";

/// A client without a connection. The driver makes none except by connecting; this one connected to a constant, and
/// nobody drives the connection.
async fn closed() -> Result<Client, Error> {
    let mut config = Config::new();
    config.user("nobody");
    let connected = config.connect_raw(io::join(WELCOME, io::sink()), NoTls).await;
    connected.map(|(client, _)| client).map_err(|error| failed(error, None))
}
