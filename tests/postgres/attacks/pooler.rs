//! pgbouncer in transaction mode.

use std::env;
use std::io::Write as _;

use peristyle_test::server::{Database, Pooler, PoolerError, Role};

/// Connections that all clients share.
pub(super) const CONNECTIONS: u32 = 2;

/// None where pgbouncer is not installed, which is said past the capture of the test's output. CI sets the variable that makes it a failure.
pub(crate) async fn pooler(database: &Database) -> Option<Pooler> {
    match Pooler::start(database, Role::Application, CONNECTIONS).await {
        Ok(pooler) => Some(pooler),
        Err(missing @ PoolerError::NotInstalled) if env::var_os("PERISTYLE_TEST_POOLER").is_none() => {
            let _ = writeln!(std::io::stderr(), "SKIPPED, nothing was tried through a pooler: {missing}");
            None
        }
        Err(error) => panic!("{error}"),
    }
}
