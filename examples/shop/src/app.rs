//! The state that all handlers share.

use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::token::Signer;

/// The state of the service.
#[derive(Clone, Debug)]
pub struct App {
    /// The pool of the application's role.
    pub pool: PgPool,
    /// Signs and verifies tokens.
    pub signer: Signer,
}

impl App {
    /// The limit of a statement. It is shorter than clients wait.
    pub const STATEMENT_TIMEOUT: Duration = Duration::from_secs(5);

    /// Connects when the first request comes. A request waits at most `patience` for one of the connections.
    #[must_use]
    pub fn new(database: PgConnectOptions, connections: u32, patience: Duration, token_key: &[u8]) -> Self {
        let pool = PgPoolOptions::new().max_connections(connections).acquire_timeout(patience);
        Self { pool: pool.connect_lazy_with(database), signer: Signer::new(token_key) }
    }
}
